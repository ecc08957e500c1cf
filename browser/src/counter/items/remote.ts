// The relay's addresses for rows, numbers and documents (spec/counter-api.yaml), read strictly.

import { decode, type Value } from "../../envelope/cbor";
import { EnvelopeError } from "../../envelope/errors";
import { bytes, day, flag, list, take, text, unsigned } from "../../envelope/fields";
import type { Bytes } from "../../envelope/bytes";
import type { Place, State } from "../contracts";
import { Refused, type Relay } from "../relay";
import { isState } from "./states";

/** A row as the relay has it; `sealed` is absent while the session is locked. */
export interface RemoteRow extends Place {
  readonly state: State;
  readonly version: number;
  readonly sealed?: Bytes;
}

export interface RemoteRows {
  readonly change: number;
  readonly items: readonly RemoteRow[];
}

/** What a write brought: the new version, or the row that somebody else had written first. */
export type Written = { readonly version: number } | { readonly stale: Required<RemoteRow> };
export type WrittenDocument = { readonly version: number } | { readonly stale: RemoteDocument };

export interface RemoteDocument {
  readonly version: number;
  readonly sealed: Bytes;
}

const [STALE, STALE_LIMIT] = ["stale-item", 65_536];
const SEALED_LIMIT = 16_384;

interface Page extends RemoteRows {
  /** There are others after these. */
  readonly more?: boolean;
}

/** What changed since; 0 is what the board needs: today, and earlier days' unfinished rows. */
export function changedSince(relay: Relay, change: number): Promise<RemoteRows> {
  const next = (page: Page): string =>
    change ? `items?after=${page.change}` : `items?after=0&${placeAfter(page.items)}`;
  return pages(relay, `items?after=${change}`, next);
}

export function ofDays(relay: Relay, first: number, last: number): Promise<RemoteRows> {
  return pages(relay, `items?first=${first}&last=${last}`, ({ items }) => `items?${placeAfter(items)}&last=${last}`);
}

export async function putRow(
  relay: Relay,
  { day, number }: Place,
  row: { readonly version: number; readonly state: State; readonly sealed: Bytes },
): Promise<Written> {
  const { version, state, sealed } = row;
  return written(() => relay.cbor("PUT", `items/${day}/${number}`, { version, state, sealed }), staleRow);
}

/** The first of `count` numbers that follow each other, kept for this browser alone. */
export async function numbers(
  relay: Relay,
  order: { readonly day: number; readonly count: number; readonly reserve: boolean },
): Promise<number> {
  const { first } = await relay.json<{ first: number }>("POST", "numbers", order);
  if (!Number.isSafeInteger(first) || first < 1) throw new EnvelopeError("bad-type", "numbers.first");
  return first;
}

/** Undefined when there is none, or while the session is locked. */
export async function getDocument(relay: Relay, name: string): Promise<RemoteDocument | undefined> {
  try {
    return document(await relay.cbor("GET", `shelf/${name}`));
  } catch (error) {
    if (error instanceof Refused && error.status === 404) return undefined;
    throw error;
  }
}

export function putDocument(relay: Relay, name: string, version: number, sealed: Bytes): Promise<WrittenDocument> {
  const stale = (value: Value): RemoteDocument => {
    const found = document(value);
    if (!found) throw new EnvelopeError("missing-field", "document.sealed");
    return found;
  };
  return written(() => relay.cbor("PUT", `shelf/${name}`, { version, sealed }), stale);
}

async function written<Row>(
  put: () => Promise<Value>,
  read: (value: Value) => Row,
): Promise<{ version: number } | { stale: Row }> {
  try {
    const { version } = take(await put(), "answer", { version: unsigned }, { change: unsigned });
    return { version };
  } catch (error) {
    if (!(error instanceof Refused) || error.status !== 409) throw error;
    return { stale: read(decode(error.body, STALE_LIMIT, STALE)) };
  }
}

/** All pages, as far as the first one saw, so that what changed meanwhile is told again; of changes, as far as the last. */
async function pages(relay: Relay, path: string, next: (page: Page) => string): Promise<RemoteRows> {
  let page = readPage(await relay.cbor("GET", path));
  const items = [...page.items];
  let { change } = page;
  while (page.more && page.items.length) {
    const following = next(page);
    page = readPage(await relay.cbor("GET", following));
    items.push(...page.items);
    if (following === `items?after=${change}`) change = page.change;
  }
  return { change, items };
}

function readPage(answer: Value): Page {
  const required = { change: unsigned, items: list(row, 0, Number.MAX_SAFE_INTEGER) };
  return take(answer, "answer", required, { more: flag });
}

function placeAfter(items: readonly RemoteRow[]): string {
  const { day = 0, number = 0 } = items.at(-1) ?? {};
  return `first=${day}&above=${number}`;
}

function row(value: Value, path: string): RemoteRow {
  const required = { day, number: unsigned, state: text(16), version: unsigned };
  const {
    change: _change,
    state,
    ...fields
  } = take(value, path, required, {
    change: unsigned,
    sealed: bytes(1, SEALED_LIMIT),
  });
  if (!isState(state)) throw new EnvelopeError("bad-type", `${path}.state`);
  return { ...fields, state };
}

function staleRow(value: Value): Required<RemoteRow> {
  const { sealed, ...found } = row(value, STALE);
  if (!sealed) throw new EnvelopeError("missing-field", `${STALE}.sealed`);
  return { ...found, sealed };
}

function document(value: Value): RemoteDocument | undefined {
  const shape = { version: unsigned, change: unsigned, name: text(16), sealed: bytes(0, SEALED_LIMIT) };
  const { version = 0, sealed } = take(value, "document", {}, shape);
  return version && sealed?.length ? { version, sealed } : undefined;
}
