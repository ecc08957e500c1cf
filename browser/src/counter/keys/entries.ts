// What a person does to the pharmacy's log, as the entries of one request (spec/keys.md §2 and §3): each on the log that the
// one before leaves, so that all are right together or none is sent.

import { enrolmentKey, type Member } from "../../envelope/access";
import { hex, type Bytes } from "../../envelope/bytes";
import * as enrol from "../../envelope/enrol";
import type { Author, Shop } from "../../envelope/enrol";
import { PharmacyLog, type Enrolments } from "../../envelope/pharmacy_log";
import { encodeObject, type SignedObject } from "../../envelope/signed";

/** The software that this browser's device is, in the register's list. */
export const SOFTWARE = "sceau-counter";

/** Makes the next entry on the log as it stands. */
type Step = (log: PharmacyLog) => Promise<SignedObject>;

export interface Beginning {
  readonly code: string;
  readonly shop: Shop;
  /** Its number from now on: 16 random bytes. */
  readonly pharmacy: Bytes;
}

/** A pharmacy begins: by the kit, which adds the other keys and this browser's device, and writes the first epoch. */
export async function begun(
  { code, shop, pharmacy }: Beginning,
  kit: Author,
  members: readonly Member[],
  device: Bytes,
) {
  const first = () => enrol.genesis(code, shop, kit, pharmacy);
  const enrolments = new Map([[await codeKey(code), shop.finess]]);
  return entriesOf(new PharmacyLog(), [first, ...added(members, kit), addsDevice(device, kit), turns(kit)], enrolments);
}

/** Access keys join, and get the seed of an epoch of their own. */
export const withKeys = (log: PharmacyLog, members: readonly Member[], author: Author) =>
  entriesOf(log, [...added(members, author), turns(author)]);

/** Access keys leave, and an epoch follows that they do not have. `sign`: their signing keys. */
export const withoutKeys = (log: PharmacyLog, sign: readonly Bytes[], author: Author) =>
  entriesOf(log, [
    ...sign.map(
      (key): Step =>
        (now) =>
          enrol.memberRemoved(now, key, author),
    ),
    turns(author),
  ]);

/** One access key in the place of another, of the same person. */
export const withReplaced = (log: PharmacyLog, old: readonly Bytes[], members: readonly Member[], author: Author) =>
  entriesOf(log, [
    ...added(members, author),
    ...old.map(
      (key): Step =>
        (now) =>
          enrol.memberRemoved(now, key, author),
    ),
    turns(author),
  ]);

export const withDevice = (log: PharmacyLog, device: Bytes, author: Author) =>
  entriesOf(log, [addsDevice(device, author)]);

export const withoutDevice = (log: PharmacyLog, device: Bytes, author: Author) =>
  entriesOf(log, [(now) => enrol.deviceRemoved(now, device, author)]);

/** A new epoch for the same members: nobody else is needed for it. */
export const rotated = (log: PharmacyLog, author: Author) => entriesOf(log, [turns(author)]);

/** A new beginning when no access key is left: in 72 hours the author's is the only one. */
export async function recovered(log: PharmacyLog, code: string, author: Author) {
  const enrolments = new Map([[await codeKey(code), log.finess]]);
  return entriesOf(log, [(now) => enrol.recovery(now, code, author)], enrolments);
}

/** Encoded, each believed by the rules of the log before it is anybody else's. */
async function entriesOf(
  before: PharmacyLog,
  steps: readonly Step[],
  enrolments: Enrolments = new Map(),
): Promise<Bytes[]> {
  const log = before.at(before.time);
  const entries: Bytes[] = [];
  for (const step of steps) {
    const object = await step(log);
    await log.extend(object, enrolments);
    entries.push(encodeObject(object));
  }
  return entries;
}

const added = (members: readonly Member[], author: Author): Step[] =>
  members.map((member) => (log) => enrol.memberAdded(log, member, author));

const addsDevice =
  (device: Bytes, author: Author): Step =>
  (log) =>
    enrol.deviceAdded(log, device, SOFTWARE, author);

const turns =
  (author: Author): Step =>
  (log) =>
    enrol.newEpoch(log, author);

const codeKey = async (code: string): Promise<string> => hex(await enrolmentKey(code));
