// A pharmacy's log: its members, devices and epochs, each change signed and chained (spec/keys.md §2).
// The relay, the register and every client replay the same entries and so believe the same of a pharmacy.

import type { Member } from "./access";
import { compare, equal, hex, type Bytes } from "./bytes";
import { decode } from "./cbor";
import { readEntry, type Entry, type EntryOf } from "./entry_shapes";
import { EnvelopeError } from "./errors";
import { kid, sha256 } from "./kdf";
import { checkKey } from "./signature";
import { hashOf, OBJECT_LIMIT, parseObject, signersOf, type SignedObject } from "./signed";

/** A key that the pharmacy's copies are sealed to, since `time`; `seeds`: its seed, sealed, by the reader's kid in hexadecimal. */
export interface Epoch {
  readonly publicKey: Bytes;
  readonly kid: Bytes;
  readonly time: number;
  readonly seeds: ReadonlyMap<string, Bytes>;
}

/** FINESS of each published enrolment key, by the key in hexadecimal. */
export type Enrolments = ReadonlyMap<string, string>;

export const KIND = "pharmacy";
const GRACE = 24 * 3600;
const RECOVERY_DELAY = 72 * 3600;
const EMPTY: Bytes = new Uint8Array();

export class PharmacyLog {
  pharmacy: Bytes = EMPTY;
  seq = -1;
  head: Bytes = EMPTY;
  time = 0;
  finess = "";
  name = "";
  phone = "";
  enrolment: Bytes = EMPTY;
  /** By signing key, in hexadecimal. */
  members = new Map<string, Member>();
  /** Software of each device, by its signing key in hexadecimal. */
  devices = new Map<string, string>();
  epochs: Epoch[] = [];
  #removed = new Set<string>();
  #recovery: EntryOf<"recovery"> | undefined;

  static async replay(entries: Iterable<Bytes>, enrolments: Enrolments): Promise<PharmacyLog> {
    const log = new PharmacyLog();
    for (const data of entries) await log.extend(parseObject(data, "entry"), enrolments);
    if (log.seq < 0) throw new EnvelopeError("bad-chain", "entry");
    return log;
  }

  /** Take one more entry, or refuse it and change nothing. */
  async extend(object: SignedObject, enrolments: Enrolments): Promise<Entry> {
    const entry = readEntry(decode(object.body, OBJECT_LIMIT, "entry"));
    this.#checkChain(entry);
    const signers = await signersOf(KIND, object);
    const recovered = this.#recoveredBy(entry.time);
    this.#checkRight(entry, signers, enrolments, recovered);
    const apply = await this.#change(entry, object, recovered);
    if (recovered) this.#recover(recovered);
    if (entry.op !== "recovery") this.#recovery = undefined; // a member of before is there after all
    apply();
    const { pharmacy, seq, time } = entry;
    Object.assign(this, { pharmacy, seq, time, head: await hashOf(object) });
    return entry;
  }

  /** The epoch to seal to. `no-key` before the first. */
  get epoch(): Epoch {
    const newest = this.epochs.at(-1);
    if (!newest) throw new EnvelopeError("no-key", "epoch");
    return newest;
  }

  /** `bad-key` for an unknown epoch; `stale-key` for one replaced more than 24 hours ago. */
  checkKid(wanted: Bytes, now: number): void {
    const at = this.epochs.findIndex((epoch) => equal(epoch.kid, wanted));
    const successor = this.epochs[at + 1];
    if (at < 0) throw new EnvelopeError("bad-key", "header.copies.pharmacy");
    if (successor && now > successor.time + GRACE) throw new EnvelopeError("stale-key", "header.copies.pharmacy");
  }

  #checkChain({ op, pharmacy, seq, prev, time }: Entry): void {
    const first = this.seq < 0;
    const follows = seq === this.seq + 1 && equal(prev, this.head) && time >= this.time;
    const belongs = first ? op === "genesis" : op !== "genesis" && equal(pharmacy, this.pharmacy);
    if (!follows || !belongs) throw new EnvelopeError("bad-chain", "entry");
  }

  /** The recovery that nobody contradicted for 72 hours, if there is one. */
  #recoveredBy(time: number): EntryOf<"recovery"> | undefined {
    return this.#recovery && time >= this.#recovery.time + RECOVERY_DELAY ? this.#recovery : undefined;
  }

  #checkRight(entry: Entry, signers: Set<string>, enrolments: Enrolments, recovered?: EntryOf<"recovery">): void {
    const members = recovered ? new Set([hex(recovered.member.sign)]) : new Set(this.members.keys());
    if (entry.op === "genesis" || entry.op === "recovery") {
      const finess = entry.op === "genesis" ? entry.finess : this.finess;
      const current = recovered?.enrolment ?? this.enrolment;
      const published = enrolments.get(hex(entry.enrolment)) === finess;
      if (!published || equal(entry.enrolment, current)) throw new EnvelopeError("bad-enrolment", "entry");
      const both = signers.has(hex(entry.enrolment)) && signers.has(hex(entry.member.sign)) && signers.size === 2;
      if (!both) throw new EnvelopeError("not-signed", "entry");
    } else if (signers.size !== 1 || [...signers].some((signer) => !members.has(signer))) {
      throw new EnvelopeError("not-signed", "entry");
    }
  }

  /** Checks the entry against the state and returns what it changes, so that a refused one changes nothing. */
  async #change(entry: Entry, object: SignedObject, recovered?: EntryOf<"recovery">): Promise<() => void> {
    const members = recovered ? new Map([[hex(recovered.member.sign), recovered.member]]) : this.members;
    switch (entry.op) {
      case "genesis":
        return () => this.#begin(entry);
      case "member-added":
        this.#refuseKnown(entry.member.sign);
        return () => this.members.set(hex(entry.member.sign), entry.member);
      case "member-removed":
        refuseUnless(members.has(hex(entry.member)) && members.size > 1);
        return () => this.#remove(this.members, entry.member);
      case "device-added":
        checkKey(entry.device, "entry.device");
        this.#refuseKnown(entry.device);
        return () => this.devices.set(hex(entry.device), entry.software);
      case "device-removed":
        refuseUnless(this.devices.has(hex(entry.device)));
        return () => this.#remove(this.devices, entry.device);
      case "epoch": {
        const epoch = await this.#newEpoch(entry, object, [...members.values()]);
        return () => this.epochs.push(epoch);
      }
      case "recovery":
        checkKey(entry.enrolment, "entry.enrolment");
        return () => (this.#recovery = entry);
    }
  }

  #begin({ finess, name, phone, enrolment, member }: EntryOf<"genesis">): void {
    Object.assign(this, { finess, name, phone, enrolment });
    this.members.set(hex(member.sign), member);
  }

  #recover({ member, enrolment }: EntryOf<"recovery">): void {
    for (const key of this.members.keys()) this.#removed.add(key);
    this.members = new Map([[hex(member.sign), member]]);
    this.enrolment = enrolment;
    this.#recovery = undefined;
  }

  /** A key serves once: what was removed never returns. */
  #refuseKnown(key: Bytes): void {
    const name = hex(key);
    refuseUnless(!this.members.has(name) && !this.devices.has(name) && !this.#removed.has(name));
  }

  #remove(keys: Map<string, unknown>, key: Bytes): void {
    keys.delete(hex(key));
    this.#removed.add(hex(key));
  }

  async #newEpoch(entry: EntryOf<"epoch">, object: SignedObject, members: readonly Member[]): Promise<Epoch> {
    const readers = await Promise.all(members.map(({ kem }) => kid(kem)));
    readers.sort(compare);
    const own = await kid(entry.epoch);
    if (this.epochs.length) readers.push(own);
    const hashes = await Promise.all(object.sealed.map((sealed) => sha256(sealed)));
    refuseUnless(entry.seeds.length === readers.length && hashes.length === readers.length);
    refuseUnless(entry.seeds.every(([reader], at) => equal(reader, readers[at] ?? EMPTY)));
    refuseUnless(entry.seeds.every(([, hash], at) => equal(hash, hashes[at] ?? EMPTY)));
    refuseUnless(this.epochs.every(({ publicKey }) => !equal(publicKey, entry.epoch)));
    const seeds = new Map(readers.map((reader, at) => [hex(reader), object.sealed[at] ?? EMPTY]));
    return { publicKey: entry.epoch, kid: own, time: entry.time, seeds };
  }
}

function refuseUnless(consistent: boolean): void {
  if (!consistent) throw new EnvelopeError("bad-entry", "entry");
}
