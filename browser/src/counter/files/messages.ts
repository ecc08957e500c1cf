// What the page and its two workers say to each other. Records stay in the worker that read them: what comes out is
// numbers of rows, problems without values, lines to mend, and sealed envelopes.

import type { Bytes } from "../../envelope/bytes";
import type { Problem } from "../../record/problems";
import type { Readers } from "./sealing";

/** Which rows a worker reads: those whose number leaves `index` when divided by `of`. */
export interface Share {
  readonly index: number;
  readonly of: number;
}

/** `now` in milliseconds; `zone` is the shop's, for times without an offset. */
export interface ReadOrder {
  readonly file: Blob;
  readonly share: Share;
  readonly now: number;
  readonly zone: string;
}

/** A row that gives a record. */
export interface GoodRow {
  readonly row: number;
  /** Hash of the record, in hexadecimal. */
  readonly digest: string;
  /** UTC day since 1970. */
  readonly sampled: number;
  /** It has a number that may be somebody's: a demonstration takes none. */
  readonly real: boolean;
  readonly warnings: readonly Problem[];
}

/** A row with an error, and its line of the file to mend. */
export interface BadRow {
  readonly row: number;
  readonly line: string;
  readonly problems: readonly Problem[];
}

/** A row, and the envelope it becomes: 32 hexadecimal digits. */
export type Named = readonly [row: number, id: string];

export interface SealedRow {
  readonly row: number;
  readonly id: string;
  /** Encoded. Absent when the record fits no envelope. */
  readonly envelope?: Bytes;
}

export type ToWorker =
  | { readonly kind: "read"; readonly order: ReadOrder }
  | { readonly kind: "name"; readonly marks: readonly Bytes[]; readonly rows: readonly (readonly [number, number])[] }
  | { readonly kind: "seal"; readonly readers: Readers; readonly day: number; readonly rows: readonly Named[] }
  | { readonly kind: "more" }
  | { readonly kind: "signed"; readonly request: number; readonly signature: Bytes };

export type FromWorker =
  | { readonly kind: "rows"; readonly good: readonly GoodRow[]; readonly bad: readonly BadRow[] }
  | { readonly kind: "begun"; readonly total: number; readonly header: string }
  | { readonly kind: "invalid"; readonly problems: readonly Problem[] }
  | { readonly kind: "read" }
  | { readonly kind: "named"; readonly rows: readonly (readonly [row: number, ids: readonly string[]])[] }
  | { readonly kind: "sign"; readonly request: number; readonly what: string; readonly body: Bytes }
  | { readonly kind: "sealed"; readonly rows: readonly SealedRow[] }
  | { readonly kind: "done" }
  | { readonly kind: "failed"; readonly code: string };
