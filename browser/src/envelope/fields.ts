// Take the named fields out of a decoded map, checking kinds and lengths (spec/envelope.md §1).
// A shape names a reader for each field; a message with anything more, less or other is refused where it is wrong.

import type { Bytes } from "./bytes";
import { isFields, type Fields, type Value } from "./cbor";
import { EnvelopeError } from "./errors";

export type Reader<T> = (value: Value, path: string) => T;
type Shape = Record<string, Reader<unknown>>;
type Read<S extends Shape> = { [Name in keyof S]: ReturnType<S[Name]> };

/** Exactly the fields of `required`, and any of `optional`. */
export function take<R extends Shape, O extends Shape = Record<never, never>>(
  value: Value,
  path: string,
  required: R,
  optional: O = {} as O,
): Read<R> & Partial<Read<O>> {
  if (!isFields(value)) throw new EnvelopeError("bad-type", path);
  if (Object.keys(value).some((name) => !Object.hasOwn(required, name) && !Object.hasOwn(optional, name))) {
    throw new EnvelopeError("unknown-field", path);
  }
  const missing = Object.keys(required).find((name) => !Object.hasOwn(value, name));
  if (missing !== undefined) throw new EnvelopeError("missing-field", `${path}.${missing}`);
  return { ...readEach(value, path, required), ...readEach(value, path, optional) } as Read<R> & Partial<Read<O>>;
}

function readEach(value: Fields, path: string, shape: Shape): Record<string, unknown> {
  const read: Record<string, unknown> = {};
  for (const [name, reader] of Object.entries(shape)) {
    const field = value[name];
    if (field !== undefined) read[name] = reader(field, `${path}.${name}`);
  }
  return read;
}

export function bytes(minimum: number, maximum = minimum): Reader<Bytes> {
  return (value, path) => {
    if (!(value instanceof Uint8Array)) throw new EnvelopeError("bad-type", path);
    return within(value, value.length, minimum, maximum, path);
  };
}

/** Text of so many characters, counted as Unicode code points. */
export function text(maximum: number, minimum = 1): Reader<string> {
  return (value, path) => {
    if (typeof value !== "string") throw new EnvelopeError("bad-type", path);
    return within(value, [...value].length, minimum, maximum, path);
  };
}

export function list<T>(of: Reader<T>, minimum: number, maximum: number): Reader<T[]> {
  return (value, path) => {
    if (!Array.isArray(value)) throw new EnvelopeError("bad-type", path);
    within(value, value.length, minimum, maximum, path);
    return value.map((item, index) => of(item, `${path}[${index}]`));
  };
}

export function unsigned(value: Value, path: string): number {
  if (typeof value !== "number") throw new EnvelopeError("bad-type", path);
  return value;
}

/** Days since 1970-01-01 UTC. */
export function day(value: Value, path: string): number {
  return within(unsigned(value, path), Number(value), 0, 100_000, path);
}

export function map(value: Value, path: string): Fields {
  if (!isFields(value)) throw new EnvelopeError("bad-type", path);
  return value;
}

export function flag(value: Value, path: string): boolean {
  if (typeof value !== "boolean") throw new EnvelopeError("bad-type", path);
  return value;
}

/** The hash of the previous object of a chain; empty in the first. */
export const previous: Reader<Bytes> = bytes(0, 32);

function within<T>(value: T, size: number, minimum: number, maximum: number, path: string): T {
  if (size < minimum || size > maximum) throw new EnvelopeError("bad-length", path);
  return value;
}
