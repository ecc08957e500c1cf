// Whose keys are believed: the register's statements from the root first seen here, and a pharmacy's log, each of which
// may only grow (spec/keys.md §1 and §2). The relay brings them; what it brings is replayed before it is believed.

import { fromHex, hex, type Bytes } from "../../envelope/bytes";
import { decode, isFields, splitSequence, type Fields } from "../../envelope/cbor";
import { EnvelopeError } from "../../envelope/errors";
import { PharmacyLog } from "../../envelope/pharmacy_log";
import { OBJECT_LIMIT, parseObject } from "../../envelope/signed";
import { Statements } from "../../envelope/statements";
import { Unreachable, type Relay } from "../relay";
import type { Store } from "../store/store";

export interface Sources {
  readonly relay: Pick<Relay, "read">;
  readonly store: Store;
  /** Hash of the register's first statement as the relay's configuration has it, in hexadecimal. */
  readonly root: string;
}

/** The log stands as of now: a recovery that is due has taken effect. */
export interface Trust {
  readonly statements: Statements;
  readonly log: PharmacyLog;
}

const PINNED = "register-root";

/** Without a network, as last seen here. `rollback` when there is less than before or something else. */
export async function loadTrust(pharmacy: string, now: number, sources: Sources): Promise<Trust> {
  try {
    return await load(pharmacy, now, sources);
  } catch (error) {
    if (!(error instanceof EnvelopeError && error.code === "rollback")) throw error;
    return load(pharmacy, now, sources); // more was believed here while this answer, of before, was on its way
  }
}

async function load(pharmacy: string, now: number, sources: Sources): Promise<Trust> {
  const entries = bring(`log/${pharmacy}`, `/pharmacies/${pharmacy}/log`, sources);
  const statements = await loadStatements(sources);
  const objects = await entries;
  await believeEnrolments(`enrolments/${pharmacy}`, enrolmentKeys(objects), statements, sources);
  const log = await PharmacyLog.replay(objects, statements.enrolments);
  if (hex(log.pharmacy) !== pharmacy) throw new EnvelopeError("rollback", "log");
  await sources.store.keepChain(`log/${pharmacy}`, objects);
  return { statements, log: log.at(now) };
}

/** What the register says, from the pinned root. */
export async function loadStatements(sources: Sources): Promise<Statements> {
  const root = fromHex(await pinnedRoot(sources));
  const objects = await bring("statements", "/keys", sources);
  const statements = await Statements.replay(objects, root);
  await sources.store.keepChain("statements", objects);
  return statements;
}

/** Whether the register published this enrolment key for this FINESS. */
export async function isEnrolled(
  key: Bytes,
  finess: string,
  statements: Statements,
  sources: Sources,
): Promise<boolean> {
  await enrol(await published(sources), new Set([hex(key)]), statements);
  return statements.enrolments.get(hex(key)) === finess;
}

/** The first one seen here, in hexadecimal: the relay's word is taken once. */
export async function pinnedRoot({ store, root }: Pick<Sources, "store" | "root">): Promise<string> {
  const known = await store.setting<string>(PINNED);
  if (known === undefined) await store.keep(PINNED, root);
  return known ?? root;
}

async function bring(name: string, path: string, { relay, store }: Sources): Promise<readonly Bytes[]> {
  try {
    return splitSequence(await relay.read(path), OBJECT_LIMIT, name);
  } catch (error) {
    const known = error instanceof Unreachable ? await store.chain(name) : [];
    if (!known.length) throw error;
    return known;
  }
}

/** The register's word for a log's beginnings: a register's enrolments are many, only those of this log are kept. */
async function believeEnrolments(
  name: string,
  keys: ReadonlySet<string>,
  statements: Statements,
  sources: Sources,
): Promise<void> {
  const isVouched = () => [...keys].every((key) => statements.enrolments.has(key));
  await enrol((await sources.store.setting<readonly Bytes[]>(name)) ?? [], keys, statements);
  if (isVouched()) return;
  const found = await enrol(await published(sources), keys, statements);
  if (!isVouched()) throw new EnvelopeError("bad-enrolment", "log");
  await sources.store.keep(name, found);
}

async function published({ relay }: Sources): Promise<readonly Bytes[]> {
  return splitSequence(await relay.read("/enrolments"), OBJECT_LIMIT, "enrolments");
}

/** Those of `keys` that the register signed. One whose signer was revoked vouches for nothing: another is in its place. */
async function enrol(encoded: readonly Bytes[], keys: ReadonlySet<string>, statements: Statements): Promise<Bytes[]> {
  const found: Bytes[] = [];
  for (const data of encoded) {
    const object = parseObject(data, "enrolment");
    const pk = bodyOf(object.body)["pk"];
    if (!(pk instanceof Uint8Array) || !keys.has(hex(pk))) continue;
    const believed = await statements.enrol(object).then(
      () => true,
      () => false,
    );
    if (believed) found.push(data);
  }
  return found;
}

function enrolmentKeys(entries: readonly Bytes[]): ReadonlySet<string> {
  const keys = entries.map((data) => bodyOf(parseObject(data, "entry").body)["enrolment"]);
  return new Set(keys.filter((key) => key instanceof Uint8Array).map((key) => hex(key)));
}

function bodyOf(body: Bytes): Fields {
  const value = decode(body, OBJECT_LIMIT, "body");
  return isFields(value) ? value : {};
}
