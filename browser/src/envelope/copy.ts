// One sealed copy: tied to its reader, its role and its header, and padded so that its size says nothing
// (spec/envelope.md §5). The hash of `info` comes first, so that one ciphertext cannot be made to open under two keys.

import { concat, equal, u32, type Bytes } from "./bytes";
import { encode } from "./cbor";
import { EnvelopeError } from "./errors";
import type { Role } from "./header";
import { hpkeOpen, hpkeSeal, kemPublicKey, OVERHEAD } from "./hpke";
import { labelled, sha256 } from "./kdf";

const PREFIX_LENGTH = 32;
const LENGTH_LENGTH = 4;

/** How many bytes of payload fit in a copy of `size` sealed bytes. */
export function capacity(size: number): number {
  return size - OVERHEAD - PREFIX_LENGTH - LENGTH_LENGTH;
}

export async function sealCopy(
  role: Role,
  publicKey: Bytes,
  binding: Bytes,
  payload: Bytes,
  size: number,
): Promise<Bytes> {
  if (payload.length > capacity(size)) throw new EnvelopeError("too-large", role);
  const info = await copyInfo(role, publicKey, binding);
  const plaintext = concat(await sha256(info), padded(payload, size - OVERHEAD - PREFIX_LENGTH));
  return hpkeSeal(publicKey, info, plaintext);
}

/** The payload, or `cannot-open` whatever the reason. */
export async function openCopy(role: Role, seed: Bytes, binding: Bytes, sealed: Bytes): Promise<Bytes> {
  const info = await copyInfo(role, await kemPublicKey(seed), binding);
  const plaintext = await hpkeOpen(seed, info, sealed);
  const committed = equal(plaintext.subarray(0, PREFIX_LENGTH), await sha256(info));
  if (!committed) throw new EnvelopeError("cannot-open");
  return unpadded(plaintext.subarray(PREFIX_LENGTH));
}

/** `u32(length) ‖ content ‖ zeros`, `size` bytes in all. */
export function padded(content: Bytes, size: number): Bytes {
  const zeros = size - LENGTH_LENGTH - content.length;
  if (zeros < 0) throw new EnvelopeError("too-large");
  return concat(u32(content.length), content, new Uint8Array(zeros));
}

export function unpadded(padded: Uint8Array): Bytes {
  if (padded.length < LENGTH_LENGTH) throw new EnvelopeError("cannot-open");
  const end = LENGTH_LENGTH + new DataView(padded.buffer, padded.byteOffset).getUint32(0);
  if (end > padded.length || padded.subarray(end).some((byte) => byte !== 0)) throw new EnvelopeError("cannot-open");
  return new Uint8Array(padded.subarray(LENGTH_LENGTH, end));
}

async function copyInfo(role: Role, publicKey: Bytes, binding: Bytes): Promise<Bytes> {
  return labelled("sceau/copy/v1", encode([role, await sha256(publicKey), binding]));
}
