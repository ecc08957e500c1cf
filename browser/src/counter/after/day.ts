// What became of everybody: one standing a person, and the sum of the day, with every difference named.

import { hex } from "../../envelope/bytes";
import type { Reference } from "../../envelope/header";
import { headOf } from "../board/counts";
import type { Outcome, Row } from "../contracts";

export type Outcomes = ReadonlyMap<string, Outcome>;

/**
 * `waiting` for the swab; `running`, not read; `sealing`, read and still taken back; `here`, not at the relay; `accepted` by the
 * relay; `registered`; `mend`, refused by either; `cancelled`.
 */
export const STANDINGS = [
  "mend",
  "running",
  "sealing",
  "here",
  "accepted",
  "registered",
  "waiting",
  "cancelled",
] as const;
export type Standing = (typeof STANDINGS)[number];

export interface Person {
  readonly row: Row;
  readonly standing: Standing;
  /** Why it has to be mended. */
  readonly reasons: readonly Reason[];
  /** The relay has its envelope. */
  readonly taken: boolean;
}

/** A code of spec/errors.json, and the place in the record. */
export interface Reason {
  readonly code: string;
  readonly path: string;
}

/** Captured = accepted = registered, unless a difference says why not. */
export interface Sum {
  readonly captured: number;
  readonly accepted: number;
  readonly registered: number;
  /** By standing, the numbers of those that are not registered; only what is there. */
  readonly differences: readonly { readonly standing: Standing; readonly rows: readonly Row[] }[];
}

const BY_STATE = { waiting: "waiting", sampled: "running", read: "sealing", cancelled: "cancelled" } as const;
/** Without a test there is nothing to register. */
const NO_TEST = new Set<Standing>(["waiting", "cancelled"]);
const NOT_TAKEN = new Set<Outcome["state"]>(["here", "refused"]);

export function personOf(row: Row, outcomes: Outcomes): Person {
  const outcome = outcomeOf(row, outcomes);
  const reasons = reasonsOf(outcome);
  const taken = outcome !== undefined && !NOT_TAKEN.has(outcome.state);
  if (reasons) return { row, standing: "mend", reasons, taken };
  return { row, standing: row.state === "sent" ? standingOf(outcome) : BY_STATE[row.state], reasons: [], taken };
}

/** What has to be mended first, then by number. */
export function inOrder(people: readonly Person[]): readonly Person[] {
  const rank = ({ standing }: Person): number => (standing === "mend" ? 0 : 1);
  return [...people].sort(
    (one, other) => rank(one) - rank(other) || other.row.day - one.row.day || one.row.number - other.row.number,
  );
}

export function sumOf(people: readonly Person[]): Sum {
  const tested = people.filter(({ standing }) => !NO_TEST.has(standing));
  const named = STANDINGS.filter((standing) => standing !== "registered");
  const differences = named.map((standing) => ({
    standing,
    rows: people.filter((one) => one.standing === standing).map(({ row }) => row),
  }));
  return {
    captured: tested.length,
    accepted: tested.filter(({ taken }) => taken).length,
    registered: tested.filter(({ standing }) => standing === "registered").length,
    differences: differences.filter(({ rows }) => rows.length),
  };
}

/** Envelopes whose end is not known yet. */
export function unsettled(rows: readonly Row[], outcomes: Outcomes): readonly Reference[] {
  const open = rows.filter((row) => {
    const outcome = outcomeOf(row, outcomes);
    return outcome?.state !== "registered" && !reasonsOf(outcome);
  });
  return open.map(headOf).filter((head) => head !== undefined);
}

function outcomeOf(row: Row, outcomes: Outcomes): Outcome | undefined {
  const head = headOf(row);
  return head && outcomes.get(hex(head[1]));
}

function standingOf(outcome: Outcome | undefined): Standing {
  return outcome?.state === "registered" || outcome?.state === "accepted" ? outcome.state : "here";
}

/** Undefined when nothing has to be mended. */
function reasonsOf(outcome: Outcome | undefined): readonly Reason[] | undefined {
  switch (outcome?.state) {
    case "refused":
    case "dead":
      return [{ code: outcome.code, path: "" }];
    case "rejected":
      return outcome.problems.map(({ code, path }) => ({ code, path }));
    default:
      return undefined;
  }
}
