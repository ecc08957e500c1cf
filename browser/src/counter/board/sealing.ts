// What is sealed when nobody takes it back: by the browser that read it, and by any other if that one was closed or left.

import type { Row, SendOrder } from "../contracts";
import { keyOf } from "./order";
import { lastRound } from "./person";

/** Seconds that another browser waits, so that two of them do not seal one result. */
export const COURTESY = 20;

/** Rows whose minute is over, as this browser sees it. */
export function sealable(rows: readonly Row[], now: number, readHere: ReadonlySet<string>): readonly Row[] {
  return rows.filter((row) => {
    const ends = row.state === "read" ? row.item && lastRound(row.item)?.seal_after : undefined;
    return ends !== undefined && now >= ends + (readHere.has(keyOf(row)) ? 0 : COURTESY);
  });
}

/** The first result of a ticket is a result; a repeat of one that went already corrects it. */
export function orderOf(row: Row, repeated: string): SendOrder {
  const isFirst = !row.item?.sent.some(({ kind }) => kind !== "cancellation");
  return isFirst ? { kind: "result" } : { kind: "correction", reason: repeated };
}
