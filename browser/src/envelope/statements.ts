// What a domain says of its keys, replayed from a pinned root (spec/keys.md §1).
// One hash-chained log a domain; a log that does not extend what was seen before is `rollback`.

import { equal, hex, type Bytes } from "./bytes";
import { decode } from "./cbor";
import { EnvelopeError } from "./errors";
import { take } from "./fields";
import { kid } from "./kdf";
import { checkKey } from "./signature";
import { hashOf, OBJECT_LIMIT, parseObject, refuseSealed, signersOf, type SignedObject } from "./signed";
import {
  enrolmentShape,
  isKeyRole,
  readStatement,
  type KeyRole,
  type Software,
  type Statement,
  type StatementOf,
} from "./statement_shapes";

/** Times in seconds since 1970. */
export interface PublishedKey {
  readonly role: KeyRole;
  readonly pk: Bytes;
  readonly kid: Bytes;
  readonly not_before: number;
  readonly not_after: number;
  readonly destroy_after: number;
  readonly hash: Bytes;
}

interface Signer {
  readonly statement: StatementOf<"signer">;
  readonly hash: string;
}

const EMPTY: Bytes = new Uint8Array();

export class Statements {
  domain = "";
  seq = -1;
  head: Bytes = EMPTY;
  time = 0;
  keys: PublishedKey[] = [];
  software = new Map<string, Software>();
  /** FINESS of each published enrolment key, by the key in hexadecimal. */
  enrolments = new Map<string, string>();
  #root: StatementOf<"root"> | undefined;
  #signers: Signer[] = [];
  #revoked = new Set<string>();

  /** Replay a chain whose first statement must be the pinned root. */
  static async replay(objects: Iterable<Bytes>, rootHash: Bytes): Promise<Statements> {
    const statements = new Statements();
    for (const data of objects) {
      const statement = parseObject(data, "statement");
      const pinned = statements.seq >= 0 || equal(await hashOf(statement), rootHash);
      if (!pinned) throw new EnvelopeError("rollback", "statement");
      await statements.extend(statement);
    }
    if (statements.seq < 0) throw new EnvelopeError("rollback", "statement");
    return statements;
  }

  /** What the statements of a receipt say: a selection of the chain, whose signatures are checked and not its continuity. */
  static async selection(objects: Iterable<Bytes>, rootHash: Bytes): Promise<Statements> {
    const statements = new Statements();
    for (const data of objects) {
      const object = parseObject(data, "receipt.keys");
      const pinned = statements.#root !== undefined || equal(await hashOf(object), rootHash);
      if (!pinned) throw new EnvelopeError("rollback", "receipt.keys");
      await statements.#believe(object, statements.#read(object));
    }
    return statements;
  }

  /** Take one more statement, or refuse it and change nothing. */
  async extend(object: SignedObject): Promise<Statement> {
    const statement = this.#read(object);
    this.#checkChain(statement);
    const head = await this.#believe(object, statement);
    Object.assign(this, { seq: statement.seq, time: statement.time, head });
    return statement;
  }

  /** Believe one published enrolment key: `bad-enrolment` when it was published for another FINESS. */
  async enrol(object: SignedObject): Promise<void> {
    const { domain, time, finess, pk } = take(
      decode(object.body, OBJECT_LIMIT, "enrolment"),
      "enrolment",
      enrolmentShape,
    );
    checkKey(pk, "enrolment.pk");
    refuseSealed(object, "enrolment");
    const signed = domain === this.domain && this.#isSigner(time, await signersOf("enrolment", object));
    if (!signed) throw new EnvelopeError("not-signed", "enrolment");
    const known = this.enrolments.get(hex(pk)) ?? finess;
    if (known !== finess) throw new EnvelopeError("bad-enrolment", "enrolment");
    this.enrolments.set(hex(pk), finess);
  }

  /** The key to use now: the newest valid one or, when none is, the last that was. `no-key` when none ever was. */
  newest(role: KeyRole, now: number): PublishedKey {
    const begun = this.usable(role).filter((key) => key.not_before <= now);
    const valid = begun.filter((key) => key.not_after >= now);
    const [first, ...rest] = valid.length ? valid : begun;
    if (!first) throw new EnvelopeError("no-key", role);
    return rest.reduce((best, key) => (key.not_before > best.not_before ? key : best), first);
  }

  /** Keys of a role that were not revoked. */
  usable(role: KeyRole): PublishedKey[] {
    return this.keys.filter((key) => key.role === role && !this.#revoked.has(hex(key.hash)));
  }

  /** The key so named: `bad-key` when unknown or revoked, `stale-key` after its `destroy_after`. */
  checkKid(role: KeyRole, wanted: Bytes, now: number): PublishedKey {
    const key = this.usable(role).find((known) => equal(known.kid, wanted));
    if (!key) throw new EnvelopeError("bad-key", `header.copies.${role}`);
    if (now > key.destroy_after) throw new EnvelopeError("stale-key", `header.copies.${role}`);
    return key;
  }

  #read(object: SignedObject): Statement {
    const statement = readStatement(decode(object.body, OBJECT_LIMIT, "statement"));
    refuseSealed(object, "statement");
    if (this.domain && statement.domain !== this.domain) throw new EnvelopeError("bad-chain", "statement");
    return statement;
  }

  /** Returns the statement's hash, once those who signed it may say it. */
  async #believe(object: SignedObject, statement: Statement): Promise<Bytes> {
    const signers = await signersOf(statement.kind, object);
    if (!this.#allows(statement, signers)) throw new EnvelopeError("not-signed", "statement");
    const hash = await hashOf(object);
    await this.#apply(statement, hash);
    this.domain = statement.domain;
    return hash;
  }

  #checkChain({ kind, seq, prev, time }: Statement): void {
    const follows = seq === this.seq + 1 && equal(prev, this.head) && time >= this.time;
    const begins = this.seq >= 0 || kind === "root"; // what is pinned is a root
    if (!follows || !begins) throw new EnvelopeError("bad-chain", "statement");
  }

  #allows(statement: Statement, signers: Set<string>): boolean {
    const byRoot = isQuorum(this.#root, signers);
    switch (statement.kind) {
      case "root":
        return isQuorum(statement, signers) && (this.#root === undefined || byRoot);
      case "signer":
        return byRoot;
      case "revocation":
        return byRoot || (this.#isKey(statement.hash) && this.#isSigner(statement.time, signers));
      default:
        return this.#isSigner(statement.time, signers);
    }
  }

  #isKey(hash: Bytes): boolean {
    return this.keys.some((key) => equal(key.hash, hash));
  }

  #isSigner(time: number, signers: Set<string>): boolean {
    const mine = this.#signers.filter(
      ({ statement, hash }) => signers.has(hex(statement.pk)) && !this.#revoked.has(hash),
    );
    const valid = mine.some(({ statement }) => statement.not_before <= time && time <= statement.not_after);
    if (mine.length && !valid) throw new EnvelopeError("expired-signer", "statement");
    return valid;
  }

  async #apply(statement: Statement, hash: Bytes): Promise<void> {
    switch (statement.kind) {
      case "root":
        this.#root = statement;
        break;
      case "signer":
        this.#signers.push({ statement, hash: hex(hash) });
        break;
      case "revocation":
        this.#revoke(statement.hash);
        break;
      case "key":
        this.keys.push(await published(statement, hash));
        break;
      case "software":
        this.software = new Map(statement.software.map((item) => [item.id, item]));
    }
  }

  #revoke(hash: Bytes): void {
    const known = this.#isKey(hash) || this.#signers.some((signer) => signer.hash === hex(hash));
    if (!known) throw new EnvelopeError("bad-chain", "revocation.hash");
    this.#revoked.add(hex(hash));
  }
}

function isQuorum(root: StatementOf<"root"> | undefined, signers: Set<string>): boolean {
  return root !== undefined && root.keys.filter((key) => signers.has(hex(key))).length >= root.threshold;
}

async function published(statement: StatementOf<"key">, hash: Bytes): Promise<PublishedKey> {
  const { role, pk, not_before, not_after, destroy_after } = statement;
  if (!isKeyRole(role)) throw new EnvelopeError("bad-type", "key.role");
  return { role, pk, kid: await kid(pk), not_before, not_after, destroy_after, hash };
}
