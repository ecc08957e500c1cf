// Write the entries of a pharmacy's log: what spec/keys.md §2 lets a member do.
// The reading side is pharmacy_log; nothing here is believed before that has replayed it.

import { accessKemSeed, accessSignSeed, enrolmentSeed, memberOf, type Member } from "./access";
import { compare, equal, hex, random, type Bytes } from "./bytes";
import { encode, type Fields } from "./cbor";
import type { Operation } from "./entry_shapes";
import { EnvelopeError } from "./errors";
import { hpkeOpen, hpkeSeal, kemPublicKey } from "./hpke";
import { kid, labelled, sha256 } from "./kdf";
import { KIND, PharmacyLog, type Epoch } from "./pharmacy_log";
import { signerFromSeed } from "./signature";
import { signObject, type SignedObject } from "./signed";

/** A member who writes, by the secret of the access kit, and when, in seconds since 1970. */
export interface Author {
  readonly secret: Bytes;
  readonly time: number;
}

export interface Shop {
  readonly finess: string;
  readonly name: string;
  readonly phone: string;
}

/** A new pharmacy's first entry, signed by its enrolment code and its first member. */
export async function genesis(
  code: string,
  { finess, name, phone }: Shop,
  author: Author,
  pharmacy: Bytes = random(16),
): Promise<SignedObject> {
  const enrolment = await signerFromSeed(await enrolmentSeed(code));
  const [member, writer] = [await memberOf(author.secret), await writerOf(author)];
  const body = { ...nextBody(new PharmacyLog(), "genesis", author.time), finess, name, phone, pharmacy };
  return signObject(KIND, { ...body, enrolment: enrolment.publicKey, member: { ...member } }, [enrolment, writer]);
}

export const memberAdded = (log: PharmacyLog, member: Member, author: Author) =>
  append(log, "member-added", { member: { ...member } }, author);

/** `member` is the signing key of the one who leaves; a new epoch must follow at once. */
export const memberRemoved = (log: PharmacyLog, member: Bytes, author: Author) =>
  append(log, "member-removed", { member }, author);

export const deviceAdded = (log: PharmacyLog, device: Bytes, software: string, author: Author) =>
  append(log, "device-added", { device, software }, author);

export const deviceRemoved = (log: PharmacyLog, device: Bytes, author: Author) =>
  append(log, "device-removed", { device }, author);

/** A new beginning with a new enrolment code, when no member is left: in 72 hours the author is the only one. */
export async function recovery(log: PharmacyLog, code: string, author: Author): Promise<SignedObject> {
  const enrolment = await signerFromSeed(await enrolmentSeed(code));
  const body = { ...nextBody(log, "recovery", author.time), enrolment: enrolment.publicKey };
  const member = { ...(await memberOf(author.secret)) };
  return signObject(KIND, { ...body, member }, [enrolment, await writerOf(author)]);
}

/** A fresh epoch, its seed sealed to every member, and the previous seed sealed to it where a member has it. */
export async function newEpoch(before: PharmacyLog, author: Author): Promise<SignedObject> {
  const log = before.at(author.time);
  const seed = random(32);
  const epoch = await kemPublicKey(seed);
  const readers = [...log.members.values()].map(({ kem }) => kem);
  const sealed = await Promise.all(readers.map((reader) => sealSeed(log.pharmacy, epoch, reader, seed)));
  sealed.sort(([one], [other]) => compare(one, other));
  if (log.chained) {
    const last = await epochSeed(log, log.epoch, author.secret);
    sealed.push(await sealSeed(log.pharmacy, log.epoch.publicKey, epoch, last));
  }
  const seeds = await Promise.all(sealed.map(async ([reader, item]) => [reader, await sha256(item)]));
  const items = sealed.map(([, item]) => item);
  return append(log, "epoch", { epoch, seeds }, author, items);
}

/** The seed of any epoch: from the first one, at or after it, that the member was given, back along the chain. */
export async function epochSeed(log: PharmacyLog, epoch: Epoch, secret: Bytes): Promise<Bytes> {
  const kemSeed = await accessKemSeed(secret);
  const mine = hex(await kid(await kemPublicKey(kemSeed)));
  const wanted = log.epochs.indexOf(epoch);
  const given = log.epochs.findIndex(({ seeds }, at) => at >= wanted && seeds.has(mine));
  if (given < 0) throw new EnvelopeError("cannot-open", "epoch");
  let seed = await openSeed(log, given, kemSeed, log.epochs[given]?.seeds.get(mine));
  for (let at = given - 1; at >= wanted; at--) {
    const { kid, seeds } = log.epochs[at + 1] as Epoch;
    seed = await openSeed(log, at, seed, seeds.get(hex(kid)));
  }
  return seed;
}

async function append(log: PharmacyLog, op: Operation, fields: Fields, author: Author, sealed?: Bytes[]) {
  return signObject(KIND, { ...nextBody(log, op, author.time), ...fields }, [await writerOf(author)], sealed);
}

const writerOf = async ({ secret }: Author) => signerFromSeed(await accessSignSeed(secret));

function nextBody(log: PharmacyLog, op: Operation, time: number): Fields {
  const { pharmacy, seq, head: prev } = log;
  return { pharmacy, seq: seq + 1, prev, time: Math.max(time, log.time), op };
}

async function sealSeed(
  pharmacy: Bytes,
  epoch: Bytes,
  reader: Bytes,
  seed: Bytes,
): Promise<[kid: Bytes, sealed: Bytes]> {
  return [await kid(reader), await hpkeSeal(reader, await seedInfo(pharmacy, epoch, reader), seed)];
}

async function openSeed(log: PharmacyLog, at: number, readerSeed: Bytes, sealed?: Bytes): Promise<Bytes> {
  const { publicKey } = log.epochs[at] as Epoch;
  const info = await seedInfo(log.pharmacy, publicKey, await kemPublicKey(readerSeed));
  const seed = await hpkeOpen(readerSeed, info, sealed ?? new Uint8Array());
  if (!equal(await kemPublicKey(seed), publicKey)) throw new EnvelopeError("cannot-open", "epoch");
  return seed;
}

async function seedInfo(pharmacy: Bytes, epoch: Bytes, reader: Bytes): Promise<Bytes> {
  return labelled("sceau/epoch/v1", encode([pharmacy, await sha256(epoch), await sha256(reader)]));
}
