// Which key to seal to: the newest epoch of the log that the poster names. Every entry commits to the one before, so whoever
// holds the hash of one believes those up to it; what follows is signed by the members that these made.

import { equal, hex, type Bytes } from "../envelope/bytes";
import { decode, splitSequence } from "../envelope/cbor";
import { readEntry } from "../envelope/entry_shapes";
import { EnvelopeError } from "../envelope/errors";
import { PharmacyLog } from "../envelope/pharmacy_log";
import { hashOf, OBJECT_LIMIT, parseObject } from "../envelope/signed";
import type { Poster } from "./link";

export interface Recipient {
  readonly pharmacy: Bytes;
  readonly name: string;
  /** The public key to seal to, 1,216 bytes. */
  readonly epoch: Bytes;
}

/** `rollback` when the poster's entry is not in the log, `bad-chain` and the like for a log that does not hold together. */
export async function believe(sequence: Uint8Array, { pharmacy, anchor }: Poster): Promise<Recipient> {
  const entries = splitSequence(sequence, OBJECT_LIMIT, "log");
  const log = await PharmacyLog.replay(entries, await enrolmentsUpTo(anchor, entries));
  if (!equal(log.pharmacy, pharmacy)) throw new EnvelopeError("rollback", "log");
  return { pharmacy, name: log.name, epoch: log.epoch.publicKey };
}

/** FINESS by enrolment key, of the beginnings that the anchor vouches for: no other list has to be asked for. */
async function enrolmentsUpTo(anchor: Bytes, entries: readonly Bytes[]): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  let finess = "";
  for (const data of entries) {
    const object = parseObject(data, "entry");
    const entry = readEntry(decode(object.body, OBJECT_LIMIT, "entry"));
    if (entry.op === "genesis") finess = entry.finess;
    if (entry.op === "genesis" || entry.op === "recovery") found.set(hex(entry.enrolment), finess);
    if (equal(await hashOf(object), anchor)) return found;
  }
  throw new EnvelopeError("rollback", "log");
}
