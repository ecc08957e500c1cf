// A pharmacy with its log, keys and members, and the register whose keys it seals to: nobody real.

import { accessSignSeed, enrolmentSeed, memberOf, newEnrolmentCode } from "../../src/envelope/access";
import { hex, random, type Bytes } from "../../src/envelope/bytes";
import type { Fields } from "../../src/envelope/cbor";
import * as enrol from "../../src/envelope/enrol";
import { EnvelopeError } from "../../src/envelope/errors";
import { kemPublicKey } from "../../src/envelope/hpke";
import { PharmacyLog } from "../../src/envelope/pharmacy_log";
import { signerFromSeed, type Signer } from "../../src/envelope/signature";
import { hashOf, signObject, type SignedObject } from "../../src/envelope/signed";
import { Statements } from "../../src/envelope/statements";
import type { Ring, Session } from "../../src/counter/contracts";

export const NOW = 1_760_000_000;
export const TODAY = Math.floor(NOW / 86_400);
const FINESS = "990000001";
const SHOP = { finess: FINESS, name: "Pharmacie du Port", phone: "01 00 00 00 00" };
const YEAR = 365 * 86_400;

export interface FakeShop {
  readonly log: PharmacyLog;
  readonly statements: Statements;
  readonly seeds: { readonly register: Bytes; readonly notifier: Bytes };
  /** A ring for a member, with a device of its own in the log. */
  ring(name: string): Promise<Ring>;
  session(name: string): Session;
  /** A new epoch, as after a removal. */
  rotate(): Promise<void>;
}

export async function fakeShop(): Promise<FakeShop> {
  const secrets = new Map<string, Bytes>([["claire", random(32)]]);
  const code = newEnrolmentCode();
  const enrolments = new Map([[hex((await signerFromSeed(await enrolmentSeed(code))).publicKey), FINESS]]);
  const log = new PharmacyLog();
  const owner = { secret: secrets.get("claire") as Bytes, time: NOW - 1000 };
  const append = (entry: SignedObject) => log.extend(entry, enrolments);
  await append(await enrol.genesis(code, SHOP, owner));
  await append(await enrol.newEpoch(log, owner));
  const seeds = { register: random(32), notifier: random(32) };
  const statements = await fakeStatements(seeds);

  const secretOf = async (name: string): Promise<Bytes> => {
    const known = secrets.get(name);
    if (known) return known;
    const secret = random(32);
    secrets.set(name, secret);
    await append(await enrol.memberAdded(log, await memberOf(secret), owner));
    await append(await enrol.newEpoch(log, owner));
    return secret;
  };
  return {
    log,
    statements,
    seeds,
    async ring(name) {
      const secret = await secretOf(name);
      const device = await signerFromSeed(random(32));
      await append(await enrol.deviceAdded(log, device.publicKey, "sceau-counter", owner));
      return ringOf(log, statements, secret, device);
    },
    session: (name) => sessionOf(log, name),
    rotate: async () => void (await append(await enrol.newEpoch(log, owner))),
  };
}

async function ringOf(log: PharmacyLog, statements: Statements, secret: Bytes, device: Signer): Promise<Ring> {
  const opened = new Map<string, Promise<Bytes>>();
  const seedOf = (kid: Bytes): Promise<Bytes> => {
    const epoch = log.epochs.find((one) => hex(one.kid) === hex(kid));
    if (!epoch) throw new EnvelopeError("cannot-open", "epoch");
    const seed = opened.get(hex(kid)) ?? enrol.epochSeed(log, epoch, secret);
    opened.set(hex(kid), seed);
    return seed;
  };
  const member = await signerFromSeed(await accessSignSeed(secret));
  return { pharmacy: log.pharmacy, log, statements, member, device, secret, seedOf: async (kid) => seedOf(kid) };
}

function sessionOf(log: PharmacyLog, name: string): Session {
  const shop = { finess: FINESS, name: SHOP.name, phone: SHOP.phone };
  const member = hex(new Uint8Array(16).fill(name.length));
  return { member, name, role: "member", rpps: "01234567897", pharmacy: hex(log.pharmacy), shop, locked: false };
}

async function fakeStatements({ register, notifier }: FakeShop["seeds"]): Promise<Statements> {
  const [root, signer] = [await signerFromSeed(random(32)), await signerFromSeed(random(32))];
  const statements = new Statements();
  const publish = async (kind: string, fields: Fields, by: Signer): Promise<Bytes> => {
    const link = { domain: "register.example", seq: statements.seq + 1, prev: statements.head, time: NOW - 1000 };
    const statement = await signObject(kind, { ...link, ...fields }, [by]);
    await statements.extend(statement);
    return hashOf(statement);
  };
  const life = { not_before: NOW - 1000, not_after: NOW - 1000 + YEAR };
  const sealing = { ...life, destroy_after: life.not_after + 60 * 86_400 };
  await publish("root", { threshold: 1, keys: [root.publicKey] }, root);
  await publish("signer", { pk: signer.publicKey, ...life }, root);
  await publish("key", { role: "register", pk: await kemPublicKey(register), ...sealing }, signer);
  await publish("key", { role: "notifier", pk: await kemPublicKey(notifier), ...sealing }, signer);
  return statements;
}
