// Deterministic CBOR, narrowed to six kinds of value (spec/envelope.md §1, RFC 8949 §4.2.1).
// One value has one encoding and the decoder refuses every other: general decoders let duplicates, lossy numbers and
// unsorted maps through, and encoding again does not show it.

import { compare, concat, utf8, type Bytes } from "./bytes";
import { EnvelopeError } from "./errors";

export interface Fields {
  [name: string]: Value;
}
export type Value = number | Bytes | string | boolean | Value[] | Fields;

const [UNSIGNED, BYTES, TEXT, ARRAY, MAP] = [0, 2, 3, 4, 5];
const [FALSE, TRUE] = [0xf4, 0xf5];
const MAX_DEPTH = 8;
const LONE_SURROGATE = /\p{Surrogate}/u;
const strictUtf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

export function isFields(value: Value): value is Fields {
  return typeof value === "object" && !Array.isArray(value) && !(value instanceof Uint8Array);
}

export function encode(value: Value, depth = 1): Bytes {
  if (depth > MAX_DEPTH) throw new EnvelopeError("too-deep");
  if (typeof value === "boolean") return Uint8Array.of(value ? TRUE : FALSE);
  if (typeof value === "number") return head(UNSIGNED, value);
  if (typeof value === "string") return encodeText(value);
  if (value instanceof Uint8Array) return concat(head(BYTES, value.length), value);
  if (Array.isArray(value)) return concat(head(ARRAY, value.length), ...value.map((item) => encode(item, depth + 1)));
  if (value === null || typeof value !== "object") throw new EnvelopeError("not-canonical");
  const pairs = Object.entries(value).map(([key, item]) => [encodeText(key), encode(item, depth + 1)] as const);
  pairs.sort(([one], [other]) => compare(one, other));
  return concat(head(MAP, pairs.length), ...pairs.flat());
}

/** The value that `data` encodes, in at most `limit` bytes: else `too-large`, `too-deep` or `not-canonical` at `path`. */
export function decode(data: Uint8Array, limit: number, path = ""): Value {
  if (data.length > limit) throw new EnvelopeError("too-large", path);
  const reader = new Reader(data, path);
  const value = reader.item(1);
  reader.end();
  return value;
}

/** The raw bytes of each item of a sequence (RFC 8742), every one in its one encoding and of at most `limit` bytes. */
export function splitSequence(data: Uint8Array, limit: number, path = ""): Bytes[] {
  const items: Bytes[] = [];
  for (let at = 0; at < data.length;) {
    const reader = new Reader(data.subarray(at), path);
    reader.item(1);
    if (reader.consumed > limit) throw new EnvelopeError("too-large", path);
    items.push(new Uint8Array(data.subarray(at, at + reader.consumed)));
    at += reader.consumed;
  }
  return items;
}

function encodeText(text: string): Bytes {
  if (LONE_SURROGATE.test(text)) throw new EnvelopeError("not-canonical");
  const bytes = utf8(text);
  return concat(head(TEXT, bytes.length), bytes);
}

function head(major: number, argument: number): Bytes {
  if (!Number.isSafeInteger(argument) || argument < 0) throw new EnvelopeError("not-canonical");
  if (argument < 24) return Uint8Array.of((major << 5) | argument);
  const code = [0x100, 0x10000, 0x100000000].filter((bound) => argument >= bound).length;
  const bytes = new Uint8Array(9);
  new DataView(bytes.buffer).setBigUint64(1, BigInt(argument));
  const size = 1 << code;
  bytes[8 - size] = (major << 5) | (24 + code);
  return bytes.slice(8 - size);
}

class Reader {
  #at = 0;

  constructor(
    private readonly data: Uint8Array,
    private readonly path: string,
  ) {}

  item(depth: number): Value {
    if (depth > MAX_DEPTH) throw new EnvelopeError("too-deep", this.path);
    const initial = this.take(1)[0] ?? 0;
    if (initial === FALSE || initial === TRUE) return initial === TRUE;
    const argument = this.argument(initial & 31);
    const major = initial >> 5;
    if (major === UNSIGNED) return argument;
    if (major === BYTES) return this.take(argument);
    if (major === TEXT) return this.text(argument);
    if (major === ARRAY) return this.array(argument, depth + 1);
    if (major === MAP) return this.map(argument, depth + 1);
    throw this.refuse();
  }

  get consumed(): number {
    return this.#at;
  }

  end(): void {
    if (this.#at !== this.data.length) throw this.refuse();
  }

  private take(length: number): Bytes {
    const end = this.#at + length;
    if (end > this.data.length) throw this.refuse();
    const bytes = new Uint8Array(this.data.subarray(this.#at, end)); // a copy: nobody changes what was hashed
    this.#at = end;
    return bytes;
  }

  private argument(code: number): number {
    if (code < 24) return code;
    if (code > 27) throw this.refuse();
    const size = 1 << (code - 24);
    const argument = Number(this.take(size).reduce((total, byte) => total * 256n + BigInt(byte), 0n));
    const shortest = size === 1 ? 24 : 2 ** (4 * size);
    if (argument < shortest || !Number.isSafeInteger(argument)) throw this.refuse();
    return argument;
  }

  private text(length: number): string {
    const bytes = this.take(length);
    try {
      return strictUtf8.decode(bytes);
    } catch {
      throw this.refuse();
    }
  }

  private array(count: number, depth: number): Value[] {
    const items: Value[] = [];
    while (items.length < count) items.push(this.item(depth)); // a lying count runs into the end of the data
    return items;
  }

  private map(count: number, depth: number): Fields {
    const fields = Object.create(null) as Fields; // "__proto__" is a name like another
    let previous = new Uint8Array();
    for (let index = 0; index < count; index++) {
      const start = this.#at;
      const key = this.item(depth);
      const encoded = this.data.slice(start, this.#at);
      if (typeof key !== "string" || compare(encoded, previous) <= 0) throw this.refuse();
      previous = encoded;
      fields[key] = this.item(depth);
    }
    return fields;
  }

  private refuse(): EnvelopeError {
    return new EnvelopeError("not-canonical", this.path);
  }
}
