// The doctor's copy: the record that went last, as a BIO-TROD document with identifiers of its own, the same whenever it is made.

import { hex } from "../../envelope/bytes";
import { writeBioTrod } from "../../record/bioTrodWrite";
import { systems } from "../../record/cdaWrite";
import type { Checked, Document } from "../../record/model";
import type { Item, Row } from "../contracts";
import type { Shop } from "../sending/record";
import { isoDay, lastRecord } from "./own_data";

export interface DoctorCopy {
  readonly record: Checked;
  readonly document: Document;
  /** Without a name: it stands in the list of downloads. */
  readonly name: string;
}

/** Whether the person agreed to tell a doctor, and there is a result to tell. */
export function mayHaveCopy({ state, item }: Row): boolean {
  return state === "sent" && item?.consent.doctor === true && item.sent.length > 0;
}

/** The record with its document; undefined when nothing went yet. */
export function doctorCopy(row: Row, shop: Shop): DoctorCopy | undefined {
  const record = lastRecord(row, shop);
  if (!row.item || !record) return undefined;
  const document = documentOf(row.item, record, shop);
  const name = `BIO-TROD_${isoDay(row.day)}_${row.number}`;
  return { record: { ...record, source: { ...record.source, document } }, document, name };
}

/** The document's text. */
export function documentText({ record }: DoctorCopy): string {
  return writeBioTrod(record);
}

/** A version a sending; the set is the visit. */
function documentOf({ sent }: Item, record: Checked, { finess }: Shop): Document {
  const [first, last] = [sent[0], sent.at(-1)];
  const named = (envelope: Uint8Array | undefined): string =>
    `${systems.places}^1${finess}.${hex(envelope ?? new Uint8Array())}`;
  return {
    id: named(last?.envelope[1]),
    set_id: named(first?.envelope[1]),
    version: sent.length,
    time: record.result.reading_time ?? record.result.sampling_time,
  };
}
