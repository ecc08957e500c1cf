// What each operation of a pharmacy's log holds (spec/keys.md §2).

import type { Bytes } from "./bytes";
import { isFields, type Value } from "./cbor";
import type { Member } from "./access";
import { EnvelopeError } from "./errors";
import { bytes, list, previous, take, text, unsigned } from "./fields";
import { PUBLIC_KEY_LENGTH } from "./hpke";
import { checkKey } from "./signature";

const chain = { pharmacy: bytes(16), seq: unsigned, prev: previous, time: unsigned, op: text(16) };
const shapes = {
  genesis: { ...chain, finess: text(9, 9), name: text(128), phone: text(20, 0), enrolment: bytes(32), member },
  "member-added": { ...chain, member },
  "member-removed": { ...chain, member: bytes(32) },
  "device-added": { ...chain, device: bytes(32), software: text(64) },
  "device-removed": { ...chain, device: bytes(32) },
  epoch: { ...chain, epoch: bytes(PUBLIC_KEY_LENGTH), seeds: list(seedReference, 1, 256) },
  recovery: { ...chain, enrolment: bytes(32), member },
};

export type Operation = keyof typeof shapes;
type BodyOf<O extends Operation> = { [Name in keyof (typeof shapes)[O]]: ReturnTypeOf<(typeof shapes)[O][Name]> };
type ReturnTypeOf<F> = F extends (...parameters: never[]) => infer R ? R : never;
export type Entry = { [O in Operation]: Omit<BodyOf<O>, "op"> & { readonly op: O } }[Operation];
export type EntryOf<O extends Operation> = Extract<Entry, { op: O }>;

/** Whom a seed is sealed to, and the hash of the sealed bytes. */
export type SeedReference = readonly [kid: Bytes, hash: Bytes];

export function readEntry(value: Value): Entry {
  const op = isFields(value) ? value["op"] : undefined;
  if (typeof op !== "string" || !isOperation(op)) throw new EnvelopeError("bad-type", "entry.op");
  return take(value, op, shapes[op]) as unknown as Entry;
}

function isOperation(op: string): op is Operation {
  return Object.hasOwn(shapes, op);
}

function member(value: Value, path: string): Member {
  const keys = take(value, path, { sign: bytes(32), kem: bytes(PUBLIC_KEY_LENGTH) });
  checkKey(keys.sign, `${path}.sign`);
  return keys;
}

function seedReference(value: Value, path: string): SeedReference {
  const [reader, hash] = list((item) => item, 2, 2)(value, path);
  return [bytes(16)(reader ?? "", path), bytes(32)(hash ?? "", path)];
}
