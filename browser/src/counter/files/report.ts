// What a file holds and what became of it: pure counting, for the page to show.

import { fromHex, hex } from "../../envelope/bytes";
import type { Reference } from "../../envelope/header";
import { at, errorsAmong, type Problem } from "../../record/problems";
import type { Outcome } from "../contracts";
import { ordinals } from "./marks";
import type { GoodRow, Named } from "./messages";
import type { Reading } from "./workers";

export type Outcomes = ReadonlyMap<string, Outcome>;

/** Where a row's envelope may be: by its id under the newest mark, and under those of before, on each day since its test. */
export interface Candidates {
  readonly row: number;
  readonly id: string;
  readonly references: readonly Reference[];
}

/** A row and its envelope; `references` are where to look for it. */
export interface Followed {
  readonly row: number;
  readonly references: readonly Reference[];
}

export interface Compared {
  /** Not sent yet. */
  readonly fresh: readonly Named[];
  /** Sent before, from here or from another computer of the shop. */
  readonly known: readonly Followed[];
}

export interface Fate {
  readonly registered: number;
  /** At the relay, or still here. */
  readonly waiting: number;
  /** What has to be mended, by row. */
  readonly failed: readonly { readonly row: number; readonly outcome: Outcome }[];
}

/** Days that the relay knows of an envelope: none is taken later, and none is asked about. */
const DAYS = 62;

/** Row and ordinal of each row that gives a record. */
export function counted(good: readonly GoodRow[]): (readonly [row: number, ordinal: number])[] {
  const order = ordinals(good.map(({ digest }) => digest));
  return good.map(({ row }, index) => [row, order[index] ?? 1]);
}

/** `ids` by row, the newest mark's first. */
export function candidates(
  good: readonly GoodRow[],
  ids: ReadonlyMap<number, readonly string[]>,
  today: number,
): Candidates[] {
  return good.map(({ row, sampled }) => {
    const [id = "", ...others] = ids.get(row) ?? [];
    const first = Math.max(sampled, today - DAYS);
    const days = Array.from({ length: Math.max(today - first + 1, 1) }, (_, back) => today - back);
    const references = [id, ...others].flatMap((one) => days.map((day): Reference => [day, fromHex(one)]));
    return { row, id, references };
  });
}

/** What the relay refused before is sent again: nobody has it. */
export function compared(all: readonly Candidates[], outcomes: Outcomes): Compared {
  const [fresh, known]: [Named[], Followed[]] = [[], []];
  for (const { row, id, references } of all) {
    const found = references.filter(([, one]) => (outcomes.get(hex(one))?.state ?? "refused") !== "refused");
    if (found.length) known.push({ row, references: found });
    else fresh.push([row, id]);
  }
  return { fresh, known };
}

export function fateOf(followed: readonly Followed[], outcomes: Outcomes): Fate {
  const found = followed.map(({ row, references }) => ({ row, outcome: outcomeOf(references, outcomes) }));
  const failed = found.flatMap(({ row, outcome }) => (outcome && isFailure(outcome) ? [{ row, outcome }] : []));
  const registered = found.filter(({ outcome }) => outcome?.state === "registered").length;
  return { registered, failed, waiting: found.length - registered - failed.length };
}

/** Those whose end is not known yet. */
export function unsettled(followed: readonly Followed[], outcomes: Outcomes): Followed[] {
  const open = (outcome: Outcome | undefined): boolean => outcome?.state !== "registered" && !isFailure(outcome);
  return followed.filter(({ references }) => open(outcomeOf(references, outcomes)));
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

function outcomeOf(references: readonly Reference[], outcomes: Outcomes): Outcome | undefined {
  return references.map(([, id]) => outcomes.get(hex(id))).find((outcome) => outcome !== undefined);
}

function isFailure(outcome: Outcome | undefined): boolean {
  return outcome !== undefined && ["refused", "rejected", "dead"].includes(outcome.state);
}
