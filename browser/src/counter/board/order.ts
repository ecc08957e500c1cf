// Which rows the board shows, and in which order: what can be read first, then what can still be taken back, what runs, who waits.

import type { Place, Row } from "../contracts";
import { timingOf } from "./due";

const IN_ROOM = new Set<Row["state"]>(["waiting", "sampled", "read"]);

/** One text a place, to compare and to index by. */
export function keyOf({ day, number }: Place): string {
  return `${day}/${number}`;
}

/** The row as it is by now: a dialog stays open while other computers go on. */
export function current(row: Row, rows: readonly Row[]): Row {
  return rows.find((one) => keyOf(one) === keyOf(row)) ?? row;
}

/** People in the shop, ordered. */
export function inRoom(rows: readonly Row[], now: number): readonly Row[] {
  return rows
    .filter(({ state }) => IN_ROOM.has(state))
    .map((row) => ({ row, rank: rankOf(row, now), since: urgencyOf(row) }))
    .sort((one, other) => one.rank - other.rank || one.since - other.since || compare(one.row, other.row))
    .map(({ row }) => row);
}

/** Sent on `day`, the latest first: for a lost ticket, or a printed result. */
export function finished(rows: readonly Row[], day: number): readonly Row[] {
  return rows.filter((row) => row.state === "sent" && row.day === day).sort((one, other) => compare(other, one));
}

/** The row a typed number means: of today, else the latest earlier one that is not finished. */
export function find(rows: readonly Row[], number: number): Row | undefined {
  const named = rows.filter((row) => row.number === number && row.state !== "cancelled");
  return named.sort((one, other) => other.day - one.day)[0];
}

function rankOf(row: Row, now: number): number {
  if (row.state === "read") return 1;
  if (row.state === "waiting") return 3;
  return timingOf(row.due, now).phase === "running" ? 2 : 0;
}

// The cassette that is too late first, then the one that soon will be; whoever waits is served by number.
function urgencyOf({ state, due }: Row): number {
  return state === "sampled" ? (due?.until ?? 0) : 0;
}

function compare(one: Place, other: Place): number {
  return one.day - other.day || one.number - other.number;
}
