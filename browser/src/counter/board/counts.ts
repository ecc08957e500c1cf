// The counts of the day: tests done, registered, and those that somebody has to mend.

import { hex } from "../../envelope/bytes";
import type { Reference } from "../../envelope/header";
import type { Outcome, Row } from "../contracts";

export interface Counts {
  readonly tests: number;
  readonly registered: number;
  readonly toMend: number;
}

const TESTED = new Set<Row["state"]>(["sampled", "read", "sent"]);

export function countsOf(rows: readonly Row[], outcomes: ReadonlyMap<string, Outcome>, day: number): Counts {
  const tested = rows.filter((row) => row.day === day && TESTED.has(row.state));
  const states = tested.map((row) => stateOf(row, outcomes));
  const count = (...wanted: readonly (Outcome["state"] | undefined)[]) =>
    states.filter((one) => wanted.includes(one)).length;
  return { tests: tested.length, registered: count("registered"), toMend: count("refused", "rejected", "dead") };
}

/** What is still to be asked about: envelopes of `day` whose end is not known. */
export function unsettled(
  rows: readonly Row[],
  outcomes: ReadonlyMap<string, Outcome>,
  day: number,
): readonly Reference[] {
  const sent = rows.filter((row) => row.day === day && row.state === "sent");
  const open = sent.filter((row) => stateOf(row, outcomes) !== "registered");
  return open.map(headOf).filter((reference) => reference !== undefined);
}

/** Everything of the day that was sent is registered, and nobody waits. */
export function isAllDone({ tests, registered }: Pick<Counts, "tests" | "registered">): boolean {
  return tests > 0 && tests === registered;
}

function stateOf(row: Row, outcomes: ReadonlyMap<string, Outcome>): Outcome["state"] | undefined {
  const head = headOf(row);
  return head && outcomes.get(hex(head[1]))?.state;
}

/** The envelope that a row is about: the last one sent. A cancellation has one too. */
export function headOf({ item }: Row): Reference | undefined {
  return item?.sent.at(-1)?.envelope;
}
