// What a device signs, and what only the relay needs (spec/envelope.md §5).

import type { Bytes } from "./bytes";
import { decode, encode, type Fields, type Value } from "./cbor";
import { EnvelopeError } from "./errors";
import { bytes, day, list, take, text, unsigned, type Reader } from "./fields";
import { sha256 } from "./kdf";

export const ROLES = ["register", "pharmacy", "patient", "notifier"] as const;
export type Role = (typeof ROLES)[number];

export interface CopyReference {
  readonly role: Role;
  /** Name of the recipient's key; none for the patient, whose key nobody may recognise. */
  readonly kid?: Bytes;
  readonly hash: Bytes;
}

/** Day and id of an envelope. */
export type Reference = readonly [day: number, id: Bytes];

export interface Header {
  readonly id: Bytes;
  readonly pharmacy: Bytes;
  readonly day: number;
  readonly sender: Bytes;
  readonly commit: Bytes;
  readonly corrects?: Reference;
  readonly routing: Bytes;
  readonly copies: readonly CopyReference[];
}

export interface Ticket {
  readonly lookup: Bytes;
  readonly proof: Bytes;
}

export interface Routing {
  readonly salt: Bytes;
  readonly ticket?: Ticket;
}

export const HEADER_LIMIT = 2048;
export const ROUTING_LIMIT = 256;
const VERSION = 1;
const SCHEMA = "sceau/record/1";

export function parseHeader(data: Uint8Array): Header {
  const fields = take(
    decode(data, HEADER_LIMIT, "header"),
    "header",
    {
      v: unsigned,
      id: bytes(16),
      pharmacy: bytes(16),
      day,
      schema: text(32),
      sender: bytes(32),
      commit: bytes(32),
      routing: bytes(32),
      copies: list(copyReference, 2, 4),
    },
    { corrects: reference },
  );
  const { v, schema, ...header } = fields;
  if (v !== VERSION) throw new EnvelopeError("bad-version", "header.v");
  if (schema !== SCHEMA) throw new EnvelopeError("bad-version", "header.schema");
  checkRoles(header.copies.map(({ role }) => role));
  return header;
}

export function encodeHeader(header: Header): Bytes {
  const copies = header.copies.map(({ role, kid, hash }): Fields => (kid ? { role, kid, hash } : { role, hash }));
  return encode({ ...withoutCopies(header), copies });
}

/** What `info` ties each copy to: the hash of the header without its copies. */
export function binding(header: Omit<Header, "copies">): Promise<Bytes> {
  return sha256(encode(withoutCopies(header)));
}

export function parseRouting(data: Uint8Array): Routing {
  return take(decode(data, ROUTING_LIMIT, "routing"), "routing", { salt: bytes(16) }, { ticket });
}

export function encodeRouting({ salt, ticket }: Routing): Bytes {
  return encode(ticket ? { salt, ticket: { ...ticket } } : { salt });
}

/** `{lookup, proof}`, as in a routing, an announce and a reissue. */
export const ticket: Reader<Ticket> = (value, path) => take(value, path, { lookup: bytes(16), proof: bytes(32) });

function withoutCopies(header: Omit<Header, "copies">): Fields {
  const { id, pharmacy, day, sender, commit, corrects, routing } = header;
  const fields: Fields = { v: VERSION, id, pharmacy, day, schema: SCHEMA, sender, commit, routing };
  return corrects ? { ...fields, corrects: [...corrects] } : fields;
}

function copyReference(value: Value, path: string): CopyReference {
  const { role, ...rest } = take(value, path, { role: text(16), hash: bytes(32) }, { kid: bytes(16) });
  if (!isRole(role) || (role === "patient") !== (rest.kid === undefined)) throw new EnvelopeError("bad-copies", path);
  return { role, ...rest };
}

function reference(value: Value, path: string): Reference {
  if (!Array.isArray(value)) throw new EnvelopeError("bad-type", path);
  const [when, id, ...rest] = value;
  if (when === undefined || id === undefined || rest.length) throw new EnvelopeError("bad-length", path);
  return [day(when, `${path}[0]`), bytes(16)(id, `${path}[1]`)];
}

function isRole(role: string): role is Role {
  return (ROLES as readonly string[]).includes(role);
}

function checkRoles(roles: readonly Role[]): void {
  const inOrder = ROLES.filter((role) => roles.includes(role));
  const complete = roles.includes("register") && roles.includes("pharmacy");
  const notified = !roles.includes("notifier") || roles.includes("patient");
  const same = inOrder.length === roles.length && inOrder.every((role, index) => role === roles[index]);
  if (!complete || !notified || !same) throw new EnvelopeError("bad-copies", "header.copies");
}
