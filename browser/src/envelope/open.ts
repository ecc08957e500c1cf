// Open a copy with header, signature and the reader's seed, and nothing else (spec/envelope.md §5).

import { equal, type Bytes } from "./bytes";
import { decode, type Value } from "./cbor";
import { openCopy } from "./copy";
import { EnvelopeError } from "./errors";
import { bytes, take } from "./fields";
import { binding, parseHeader, type CopyReference, type Header, type Role } from "./header";
import { kemPublicKey } from "./hpke";
import { kid, sha256 } from "./kdf";
import { readSections, type Revealed } from "./sections";
import { verify } from "./signature";
import { slip, type Slip } from "./slip";
import type { Delivery } from "./wire";

/** `entries` are the sections as the copy carried them, for sealing them again to a new ticket. */
export interface Opened extends Revealed {
  readonly header: Header;
  readonly entries: Value;
  readonly reply?: Bytes;
  readonly reply_patient?: Bytes;
}

/** The notifier's copy holds no record: a slip, opened below. */
export type Reader = Exclude<Role, "notifier">;
const PAYLOAD_LIMIT = 8192;

/** `moved`: the hash that a verified reissue gives for this copy, in place of the header's. */
export async function open(role: Reader, delivery: Delivery, seed: Bytes, moved?: Bytes): Promise<Opened> {
  const { header, payload } = await openPayload(role, delivery, seed, moved);
  return { header, ...(await readPayload(role, payload, header)) };
}

export async function openSlip(delivery: Delivery, seed: Bytes): Promise<Slip> {
  const { payload } = await openPayload("notifier", delivery, seed);
  return slip(payload, "payload");
}

/** The verified header, and what is sealed in the copy that it names. */
async function openPayload(role: Role, { header: bytes, signature, copy }: Delivery, seed: Bytes, moved?: Bytes) {
  const header = parseHeader(bytes);
  await verify("envelope", bytes, header.sender, signature);
  const reference = header.copies.find((reference) => reference.role === role);
  if (!reference) throw new EnvelopeError("bad-copies", role);
  await checkReference(reference, copy, seed, moved);
  const payload = await openCopy(role, seed, await binding(header), copy);
  return { header, payload: decode(payload, PAYLOAD_LIMIT, "payload") };
}

async function checkReference(reference: CopyReference, copy: Bytes, seed: Bytes, moved?: Bytes): Promise<void> {
  if (!equal(await sha256(copy), moved ?? reference.hash)) throw new EnvelopeError("bad-hash", reference.role);
  if (reference.kid && !equal(reference.kid, await kid(await kemPublicKey(seed)))) {
    throw new EnvelopeError("bad-key", reference.role);
  }
}

async function readPayload(role: Reader, payload: Value, header: Header): Promise<Omit<Opened, "header">> {
  const reply = bytes(32);
  const sections = (value: Value): Value => value;
  const { sections: entries, ...replies } =
    role === "register"
      ? take(payload, "payload", { sections, reply }, { reply_patient: reply })
      : take(payload, "payload", role === "pharmacy" ? { sections, reply } : { sections });
  return { entries, ...(await readSections(entries, header.commit)), ...replies };
}
