// A pharmacy's log: its members, devices and epochs, each change signed and chained (spec/keys.md §2).
// The relay, the register and every client replay the same entries and so believe the same of a pharmacy.

import type { Member } from "./access";
import { compare, equal, hex, type Bytes } from "./bytes";
import { decode } from "./cbor";
import { readEntry, type Entry, type EntryOf } from "./entry_shapes";
import { EnvelopeError } from "./errors";
import { kid, sha256 } from "./kdf";
import { checkKey } from "./signature";
import { hashOf, OBJECT_LIMIT, parseObject, refuseSealed, signersOf, type SignedObject } from "./signed";

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
  /** Hash of the genesis or, after one, of the last recovery: what a poster names, so that a phone believes this log and no other. */
  beginning: Bytes = EMPTY;
  time = 0;
  finess = "";
  name = "";
  phone = "";
  enrolment: Bytes = EMPTY;
  /** By signing key, in hexadecimal. */
  members = new Map<string, Member>();
  /** Signing keys of all members there ever were, in hexadecimal: what they wrote stays readable. */
  everyMember = new Set<string>();
  /** Software of each device, by its signing key in hexadecimal. */
  devices = new Map<string, string>();
  epochs: Epoch[] = [];
  /** Whether a member has the newest epoch's seed, so that the next epoch must carry it. */
  chained = false;
  /** Every key that ever served, in hexadecimal: each serves once, for one thing. */
  private used = new Set<string>();
  private recovery: EntryOf<"recovery"> | undefined;

  static async replay(entries: Iterable<Bytes>, enrolments: Enrolments): Promise<PharmacyLog> {
    const log = new PharmacyLog();
    for (const data of entries) await log.extend(parseObject(data, "entry"), enrolments);
    if (log.seq < 0) throw new EnvelopeError("bad-chain", "entry");
    return log;
  }

  /** Take one more entry, or refuse it and change nothing. */
  async extend(object: SignedObject, enrolments: Enrolments): Promise<Entry> {
    const entry = readEntry(decode(object.body, OBJECT_LIMIT, "entry"));
    if (entry.op !== "epoch") refuseSealed(object, "entry");
    this.checkChain(entry);
    const after = this.at(entry.time);
    after.checkRight(entry, await signersOf(KIND, object), enrolments);
    await after.change(entry, object);
    const { pharmacy, seq, time } = entry;
    const head = await hashOf(object);
    const isBeginning = entry.op === "genesis" || entry.op === "recovery";
    Object.assign(this, after, { pharmacy, seq, time, head, beginning: isBeginning ? head : this.beginning });
    return entry;
  }

  /** A copy as it stands at a time, recovered if that is due. */
  at(time: number): PharmacyLog {
    const after = Object.assign(new PharmacyLog(), this);
    after.members = new Map(this.members);
    after.everyMember = new Set(this.everyMember);
    after.devices = new Map(this.devices);
    after.epochs = [...this.epochs];
    after.used = new Set(this.used);
    after.recover(time);
    return after;
  }

  /** Whether a key ever served here, as anything: it cannot again. */
  hasServed(key: Bytes): boolean {
    return this.used.has(hex(key));
  }

  /** When a recovery that is pending takes effect, in seconds since 1970, unless a member of before appends an entry. */
  get recovers(): number | undefined {
    return this.recovery && this.recovery.time + RECOVERY_DELAY;
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

  private checkChain({ op, pharmacy, seq, prev, time }: Entry): void {
    const first = this.seq < 0;
    const follows = seq === this.seq + 1 && equal(prev, this.head) && time >= this.time;
    const belongs = first ? op === "genesis" : op !== "genesis" && equal(pharmacy, this.pharmacy);
    if (!follows || !belongs) throw new EnvelopeError("bad-chain", "entry");
  }

  /** A recovery that nobody contradicted for 72 hours replaces all members. */
  private recover(time: number): void {
    const { recovery } = this;
    if (!recovery || time < recovery.time + RECOVERY_DELAY) return;
    Object.assign(this, { members: new Map(), enrolment: recovery.enrolment, chained: false, recovery: undefined });
    this.addMember(recovery.member);
  }

  private checkRight(entry: Entry, signers: Set<string>, enrolments: Enrolments): void {
    let allowed = signers.size === 1 && [...signers].every((signer) => this.members.has(signer));
    if (entry.op === "genesis" || entry.op === "recovery") {
      const finess = entry.op === "genesis" ? entry.finess : this.finess;
      const [code, member] = [hex(entry.enrolment), hex(entry.member.sign)];
      if (enrolments.get(code) !== finess || this.used.has(code)) throw new EnvelopeError("bad-enrolment", "entry");
      allowed = signers.size === new Set([code, member]).size && signers.has(code) && signers.has(member);
    }
    if (!allowed) throw new EnvelopeError("not-signed", "entry");
  }

  private async change(entry: Entry, object: SignedObject): Promise<void> {
    this.recovery = undefined; // a member of before is there after all
    switch (entry.op) {
      case "genesis":
        return this.begin(entry);
      case "member-added":
        return this.addMember(entry.member);
      case "member-removed":
        refuseUnless(this.members.size > 1 && this.members.delete(hex(entry.member)));
        return;
      case "device-added":
        checkKey(entry.device, "entry.device");
        this.use(entry.device);
        this.devices.set(hex(entry.device), entry.software);
        return;
      case "device-removed":
        refuseUnless(this.devices.delete(hex(entry.device)));
        return;
      case "epoch":
        this.epochs.push(await this.newEpoch(entry, object));
        this.chained = true;
        return;
      case "recovery":
        this.use(entry.enrolment);
        refuseUnless(!this.used.has(hex(entry.member.sign)) && !this.used.has(hex(entry.member.kem)));
        this.recovery = entry;
    }
  }

  private begin({ finess, name, phone, enrolment, member }: EntryOf<"genesis">): void {
    Object.assign(this, { finess, name, phone, enrolment });
    this.use(enrolment);
    this.addMember(member);
  }

  private addMember(member: Member): void {
    this.use(member.sign);
    this.use(member.kem);
    this.members.set(hex(member.sign), member);
    this.everyMember.add(hex(member.sign));
  }

  /** A key serves once: what was removed never returns, and no device's key ever reads. */
  private use(key: Bytes): void {
    refuseUnless(!this.used.has(hex(key)));
    this.used.add(hex(key));
  }

  private async newEpoch(entry: EntryOf<"epoch">, object: SignedObject): Promise<Epoch> {
    const readers = await Promise.all([...this.members.values()].map(({ kem }) => kid(kem)));
    readers.sort(compare);
    const own = await kid(entry.epoch);
    if (this.chained) readers.push(own);
    const hashes = await Promise.all(object.sealed.map((sealed) => sha256(sealed)));
    refuseUnless(entry.seeds.length === readers.length && hashes.length === readers.length);
    refuseUnless(entry.seeds.every(([reader], at) => equal(reader, readers[at] ?? EMPTY)));
    refuseUnless(entry.seeds.every(([, hash], at) => equal(hash, hashes[at] ?? EMPTY)));
    this.use(entry.epoch);
    const seeds = new Map(readers.map((reader, at) => [hex(reader), object.sealed[at] ?? EMPTY]));
    return { publicKey: entry.epoch, kid: own, time: entry.time, seeds };
  }
}

function refuseUnless(consistent: boolean): void {
  if (!consistent) throw new EnvelopeError("bad-entry", "entry");
}
