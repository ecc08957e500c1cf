// What each KIND of a domain's statements holds (spec/keys.md §1). The KIND is in no body, but no two have the same
// fields, so that the fields say which it is.

import { compare, type Bytes } from "./bytes";
import { isFields, type Value } from "./cbor";
import { EnvelopeError } from "./errors";
import { bytes, list, previous, take, text, unsigned } from "./fields";
import { PUBLIC_KEY_LENGTH } from "./hpke";
import { checkKey } from "./signature";

const DAY = 86_400;
const DESTROY_AFTER = 60 * DAY;
const SIGNER_LIFE = 400 * DAY;

const chain = { domain: text(253), seq: unsigned, prev: previous, time: unsigned };
const life = { not_before: unsigned, not_after: unsigned };
const shapes = {
  root: { ...chain, threshold: unsigned, keys: list(bytes(32), 1, 16) },
  signer: { ...chain, ...life, pk: bytes(32) },
  revocation: { ...chain, hash: bytes(32) },
  key: { ...chain, ...life, role: text(16), pk: bytes(32, PUBLIC_KEY_LENGTH), destroy_after: unsigned },
  software: { ...chain, software: list(software, 0, 256) },
};

export type Kind = keyof typeof shapes;
type BodyOf<K extends Kind> = { [Name in keyof (typeof shapes)[K]]: ReturnTypeOf<(typeof shapes)[K][Name]> };
type ReturnTypeOf<F> = F extends (...parameters: never[]) => infer R ? R : never;
/** A statement's fields, marked with its KIND. */
export type Statement = { [K in Kind]: { readonly kind: K } & BodyOf<K> }[Kind];
export type StatementOf<K extends Kind> = Extract<Statement, { kind: K }>;

export const KEY_ROLES = ["register", "notifier", "ack", "ledger"] as const;
export type KeyRole = (typeof KEY_ROLES)[number];

export interface Software {
  readonly id: string;
  readonly name: string;
  readonly state: "active" | "suspended";
}

/** A published enrolment key: signed, a leaf, in no chain, since there is one a pharmacy. */
export const enrolmentShape = { domain: text(253), time: unsigned, finess: text(9, 9), pk: bytes(32) };

/** The statement that a body's fields are, each checked. */
export function readStatement(value: Value): Statement {
  const kind = kindOf(value);
  const statement = { kind, ...take(value, kind, shapes[kind]) } as Statement;
  check(statement);
  return statement;
}

export function isKeyRole(role: string): role is KeyRole {
  return (KEY_ROLES as readonly string[]).includes(role);
}

function kindOf(value: Value): Kind {
  const names = isFields(value) ? Object.keys(value).sort().join() : "";
  const kind = (Object.keys(shapes) as Kind[]).find((known) => Object.keys(shapes[known]).sort().join() === names);
  if (!kind) throw new EnvelopeError("unknown-field", "statement");
  return kind;
}

function check(statement: Statement): void {
  if (statement.kind === "root") checkRoot(statement);
  if (statement.kind === "signer") checkSigner(statement);
  if (statement.kind === "key") checkPublished(statement);
  if (statement.kind === "software") checkSoftware(statement);
}

function checkRoot({ keys, threshold }: StatementOf<"root">): void {
  keys.forEach((key) => checkKey(key, "root.keys"));
  const sorted = keys.every((key, at) => at === 0 || compare(keys[at - 1] as Bytes, key) < 0);
  if (!sorted || threshold < 1 || threshold > keys.length) throw new EnvelopeError("bad-length", "root.keys");
}

function checkSigner({ pk, not_before, not_after }: StatementOf<"signer">): void {
  checkKey(pk, "signer.pk");
  const lifetime = not_after - not_before;
  if (lifetime <= 0 || lifetime > SIGNER_LIFE) throw new EnvelopeError("bad-length", "signer.not_after");
}

function checkPublished({ role, pk, not_before, not_after, destroy_after }: StatementOf<"key">): void {
  if (!isKeyRole(role)) throw new EnvelopeError("bad-type", "key.role");
  const sealing = role === "register" || role === "notifier";
  if (pk.length !== (sealing ? PUBLIC_KEY_LENGTH : 32)) throw new EnvelopeError("bad-length", "key.pk");
  if (!sealing) checkKey(pk, "key.pk");
  const inOrder = not_before < not_after && destroy_after === not_after + DESTROY_AFTER;
  if (!inOrder) throw new EnvelopeError("bad-length", "key.not_after");
}

function checkSoftware({ software }: StatementOf<"software">): void {
  const ids = new Set(software.map(({ id }) => id));
  if (ids.size !== software.length) throw new EnvelopeError("bad-length", "software.id");
}

function software(value: Value, path: string): Software {
  const { state, ...names } = take(value, path, { id: text(64), name: text(128), state: text(16) });
  if (state !== "active" && state !== "suspended") throw new EnvelopeError("bad-type", `${path}.state`);
  return { ...names, state };
}
