// What a file holds and what became of it: pure counting, for the page to show.

import { fromHex } from "../../envelope/bytes";
import type { Reference } from "../../envelope/header";
import { at, errorsAmong, type Problem } from "../../record/problems";
import type { Outcome } from "../contracts";
import { ordinals } from "./marks";
import type { GoodRow, Named } from "./messages";
import type { Reading } from "./workers";

export type Outcomes = ReadonlyMap<string, Outcome>;

/** Where a row's envelope may be: by its id under the newest mark, then under those of before; sealed on a day of these. */
export interface Traced {
  readonly row: number;
  /** 32 hexadecimal digits each. */
  readonly ids: readonly string[];
  readonly first: number;
  readonly last: number;
}

export interface Compared {
  /** Not sent yet. */
  readonly fresh: readonly Named[];
  /** Sent before, from here or from another computer of the shop. */
  readonly known: readonly Traced[];
}

export interface Fate {
  readonly registered: number;
  /** At the relay, or still here. */
  readonly waiting: number;
  /** What has to be mended, by row. */
  readonly failed: readonly { readonly row: number; readonly outcome: Outcome }[];
}

/** Days back that the relay is asked about. This browser knows its own without asking, and the register knows the same test. */
const DAYS = 7;

/** Row and ordinal of each row that gives a record. */
export function counted(good: readonly GoodRow[]): (readonly [row: number, ordinal: number])[] {
  const order = ordinals(good.map(({ digest }) => digest));
  return good.map(({ row }, index) => [row, order[index] ?? 1]);
}

/** `ids` by row. */
export function traced(good: readonly GoodRow[], ids: ReadonlyMap<number, readonly string[]>, today: number): Traced[] {
  return good.map(({ row, sampled }) => {
    const first = Math.min(Math.max(sampled, today - DAYS), today);
    return { row, ids: ids.get(row) ?? [], first, last: today };
  });
}

/** Everywhere that an envelope may be. */
export function* placesOf(all: Iterable<Traced>): Generator<Reference> {
  for (const { ids, first, last } of all)
    for (const id of ids.map(fromHex)) for (let day = last; day >= first; day--) yield [day, id];
}

export function countPlaces(all: readonly Traced[]): number {
  return all.reduce((total, { ids, first, last }) => total + ids.length * (last - first + 1), 0);
}

/** What the relay refused before is sent again: nobody has it. */
export function compared(all: readonly Traced[], outcomes: Outcomes): Compared {
  const [fresh, known]: [Named[], Traced[]] = [[], []];
  for (const one of all) {
    const found = one.ids.filter((id) => (outcomes.get(id)?.state ?? "refused") !== "refused");
    const [newest = ""] = one.ids;
    if (found.length) known.push({ ...one, ids: found });
    else fresh.push([one.row, newest]);
  }
  return { fresh, known };
}

export function fateOf(followed: readonly Traced[], outcomes: Outcomes): Fate {
  const found = followed.map(({ row, ids }) => ({ row, outcome: outcomeOf(ids, outcomes) }));
  const failed = found.flatMap(({ row, outcome }) => (outcome && isFailure(outcome) ? [{ row, outcome }] : []));
  const registered = found.filter(({ outcome }) => outcome?.state === "registered").length;
  return { registered, failed, waiting: found.length - registered - failed.length };
}

/** Those whose end is not known yet. */
export function unsettled(followed: readonly Traced[], outcomes: Outcomes): Traced[] {
  const open = (outcome: Outcome | undefined): boolean => outcome?.state !== "registered" && !isFailure(outcome);
  return followed.filter(({ ids }) => open(outcomeOf(ids, outcomes)));
}

/** Every error, by row; a whole file's own problems come as they are. */
export function errorsOf({ bad }: Pick<Reading, "bad">): Problem[] {
  return bad.flatMap(({ row, problems }) => errorsAmong(problems).map((one) => at(one, row, one.column)));
}

/** What is worth a second look and goes all the same. */
export function warningsOf({ good }: Pick<Reading, "good">): Problem[] {
  return good.flatMap(({ row, warnings }) => warnings.map((one) => at(one, row, one.column)));
}

/** The file to mend: as the other client writes it. */
export function fileToMend({ header, bad }: Pick<Reading, "header" | "bad">): string[] {
  return [header, ...bad.map(({ line }) => line)];
}

/** `jour.csv` gives `jour.to-mend.csv`, and so does `jour.to-mend.csv`. */
export function nameToMend(name: string): string {
  return `${name.replace(/\.csv$/i, "").replace(/\.to-mend$/, "")}.to-mend.csv`;
}

function outcomeOf(ids: readonly string[], outcomes: Outcomes): Outcome | undefined {
  return ids.map((id) => outcomes.get(id)).find((outcome) => outcome !== undefined);
}

function isFailure(outcome: Outcome | undefined): boolean {
  return outcome !== undefined && ["refused", "rejected", "dead"].includes(outcome.state);
}
