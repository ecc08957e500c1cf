// A worker's share of a file: its rows read, checked, and parted into records and lines to mend. Pure, apart from hashing.

import { hex, type Bytes } from "../../envelope/bytes";
import { readCsv, type Row } from "../../record/csvForm";
import { rawRows } from "../../record/csvSource";
import { toMend } from "../../record/csvToMend";
import { checked } from "../../record/model";
import { insOids } from "../../record/nir";
import type { Plain } from "../../record/shape";
import { clockIn } from "../../record/zone";
import { isNobodys } from "../capture/number";
import { digestOf } from "./marks";
import type { BadRow, GoodRow, ReadOrder } from "./messages";

export interface ShareReading {
  /** Rows of the whole file under its header, blank ones included. */
  readonly total: number;
  /** The first line of the file to mend. */
  readonly header: string;
  readonly rows: AsyncGenerator<Read>;
}

/** A good row comes with its record, which stays in the worker. */
export type Read =
  { readonly good: GoodRow; readonly record: Plain; readonly digest: Bytes } | { readonly bad: BadRow };

const DAY = 24 * 60 * 60 * 1000;

/** FileInvalid when the file cannot be read at all. */
export function readShare(data: Uint8Array, order: Omit<ReadOrder, "file">): ShareReading {
  const { index, of } = order.share;
  const reading = { now: new Date(order.now), clock: clockIn(order.zone), mine: (row: number) => row % of === index };
  const { header, rows } = readCsv(data, reading);
  const [first = ""] = toMend(header, []);
  return { total: count(rawRows(data)) - 1, header: first, rows: parted(header, rows) };
}

async function* parted(header: readonly string[], rows: Iterable<Row>): AsyncGenerator<Read> {
  for (const row of rows) {
    const { record, problems } = row.entry;
    if (record) yield await good(row.number, record, problems);
    else yield { bad: { row: row.number, line: lineOf(header, row), problems } };
  }
}

async function good(row: number, record: Plain, warnings: GoodRow["warnings"]): Promise<Read> {
  const digest = await digestOf(record);
  const { number, result } = checked(record);
  const sampled = Math.floor(Date.parse(result.sampling_time) / DAY);
  const real = insOids.has(number?.oid ?? "") && !isNobodys(number?.value ?? "", number?.oid);
  return { good: { row, digest: hex(digest), sampled, real, warnings }, record, digest };
}

function lineOf(header: readonly string[], row: Row): string {
  const [, line = ""] = toMend(header, [row]);
  return line;
}

function count(rows: Iterable<unknown>): number {
  let total = 0;
  for (const _ of rows) total++;
  return total;
}
