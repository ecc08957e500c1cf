// An item as the bytes that are sealed (spec/counter.md §3). What a later version may add is kept, never dropped.

import type { Bytes } from "../../envelope/bytes";
import { decode, encode, type Fields, type Value } from "../../envelope/cbor";
import { EnvelopeError } from "../../envelope/errors";
import { list, map, unsigned } from "../../envelope/fields";
import type { Aside, Item } from "../contracts";

const LIMIT = 16384;
const PATH = "item";

/** `not-canonical` for what the encoding has no form for: a fraction, null. */
export function encodeItem(item: Item): Bytes {
  const { person, aside, ...rest } = item;
  const fields = { ...rest, person: encode(valueOf(person)), ...(aside && { aside: aside.map(encodeAside) }) };
  return encode(valueOf(fields));
}

/** `bad-version` when a page of another version wrote it. */
export function decodeItem(content: Bytes): Item {
  const { person, aside, ...rest } = map(decode(content, LIMIT, PATH), PATH);
  if (rest["v"] !== 1) throw new EnvelopeError("bad-version", `${PATH}.v`);
  unsigned(rest["created"] ?? "", `${PATH}.created`);
  map(rest["consent"] ?? "", `${PATH}.consent`);
  list(map, 0, 64)(rest["rounds"] ?? "", `${PATH}.rounds`);
  list(map, 0, 64)(rest["sent"] ?? "", `${PATH}.sent`);
  const opened = { ...rest, person: map(inner(person), `${PATH}.person`) };
  return (aside === undefined ? opened : { ...opened, aside: readAsides(aside) }) as unknown as Item;
}

/** A document of the shelf: plain fields. */
export function encodeDocument(document: object): Bytes {
  return encode(valueOf(document));
}

export function decodeDocument(content: Bytes): Fields {
  return map(decode(content, LIMIT, "document"), "document");
}

/** Plain data as the encoding takes it: what is undefined is absent. */
export function valueOf(data: unknown): Value {
  if (Array.isArray(data)) return data.map(valueOf);
  if (typeof data !== "object" || data === null || data instanceof Uint8Array) return data as Value;
  const present = Object.entries(data).filter(([, value]) => value !== undefined);
  return Object.fromEntries(present.map(([name, value]) => [name, valueOf(value)]));
}

function encodeAside({ path, value, at }: Aside): Fields {
  return { path, at, value: encode(valueOf(value)) };
}

function readAsides(value: Value): Fields[] {
  return list(map, 0, 256)(value, `${PATH}.aside`).map((one) => ({ ...one, value: inner(one["value"]) }));
}

// Encoded by itself, so that nothing lies deeper than the encoding allows.
function inner(value: Value | undefined): Value {
  if (!(value instanceof Uint8Array)) throw new EnvelopeError("bad-type", PATH);
  return decode(value, LIMIT, PATH);
}
