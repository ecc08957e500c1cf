// HPKE with X-Wing: seal to a public key, open with a seed (spec/envelope.md §2, RFC 9180).
// A private key is its 32-byte seed, imported as it is: nothing passes through DeriveKeyPair.

import { Aes256Gcm, CipherSuite, HkdfSha256 } from "@hpke/core";
import { XWing } from "@hpke/hybridkem-x-wing";
import { concat, type Bytes } from "./bytes";
import { EnvelopeError } from "./errors";

export const PUBLIC_KEY_LENGTH = 1216;
export const ENCAPSULATION_LENGTH = 1120;
export const OVERHEAD = ENCAPSULATION_LENGTH + 16;

const kem = new XWing();
const suite = new CipherSuite({ kem, kdf: new HkdfSha256(), aead: new Aes256Gcm() });

/** The 1,216-byte public key of a 32-byte seed: ML-KEM-768, then X25519. */
export async function kemPublicKey(seed: Bytes): Promise<Bytes> {
  if (seed.length !== 32) throw new EnvelopeError("bad-length", "seed");
  const { publicKey } = await kem.generateKeyPairDerand(seed.slice());
  return new Uint8Array(await kem.serializePublicKey(publicKey));
}

/** `enc ‖ ciphertext`, OVERHEAD bytes longer than `plaintext`. `bad-key` for what is no public key. */
export async function hpkeSeal(publicKey: Bytes, info: Bytes, plaintext: Bytes): Promise<Bytes> {
  if (publicKey.length !== PUBLIC_KEY_LENGTH) throw new EnvelopeError("bad-key");
  try {
    const recipientPublicKey = await kem.deserializePublicKey(publicKey.slice().buffer);
    const { enc, ct } = await suite.seal({ recipientPublicKey, info }, plaintext);
    return concat(new Uint8Array(enc), new Uint8Array(ct));
  } catch {
    throw new EnvelopeError("bad-key");
  }
}

/** The plaintext, or `cannot-open` whatever the reason. */
export async function hpkeOpen(seed: Bytes, info: Bytes, sealed: Bytes): Promise<Bytes> {
  try {
    const recipientKey = await kem.deserializePrivateKey(seed.slice().buffer);
    const enc = sealed.slice(0, ENCAPSULATION_LENGTH).buffer;
    const ciphertext = sealed.slice(ENCAPSULATION_LENGTH);
    return new Uint8Array(await suite.open({ recipientKey, enc, info }, ciphertext));
  } catch {
    throw new EnvelopeError("cannot-open");
  }
}
