// Ed25519 over a KIND and a body (spec/envelope.md §2 and §3).
// The KIND is signed but not carried, so a signature made for one kind of object is never one for another.

import { concat, fromBase64url, fromHex, type Bytes } from "./bytes";
import { EnvelopeError } from "./errors";
import { labelled, sha256 } from "./kdf";

/** Whoever signs: a seed, or a key that its browser keeps and never shows. */
export interface Signer {
  readonly publicKey: Bytes;
  sign(kind: string, body: Uint8Array): Promise<Bytes>;
}

const P = 2n ** 255n - 19n;
const TOP_BIT = 2n ** 255n;
const ORDER_EIGHT = [
  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
];
const SMALL_ORDER = new Set([0n, 1n, P - 1n, ...ORDER_EIGHT.map((text) => littleEndian(fromHex(text)))]);
const PKCS8_PREFIX = fromHex("302e020100300506032b657004220420"); // RFC 8410: what stands before the seed

export async function signerFromSeed(seed: Bytes): Promise<Signer> {
  if (seed.length !== 32) throw new EnvelopeError("bad-length", "seed");
  const key = await crypto.subtle.importKey("pkcs8", concat(PKCS8_PREFIX, seed), "Ed25519", true, ["sign"]);
  const { x } = await crypto.subtle.exportKey("jwk", key);
  return signerFromKey(key, fromBase64url(x ?? "") ?? new Uint8Array());
}

/** A key that cannot be read out of this browser, and its 32-byte public half. */
export function signerFromKey(privateKey: CryptoKey, publicKey: Bytes): Signer {
  return {
    publicKey,
    sign: async (kind, body) => {
      const message = labelled(`sceau/${kind}/v1`, body);
      return new Uint8Array(await crypto.subtle.sign("Ed25519", privateKey, message));
    },
  };
}

/** `weak-key` or `bad-signature` at `path` unless `publicKey` signed `body` as `kind`. */
export async function verify(
  kind: string,
  body: Uint8Array,
  publicKey: Bytes,
  signature: Bytes,
  path = "signature",
): Promise<void> {
  checkKey(publicKey, path);
  const valid = await accepts(publicKey, labelled(`sceau/${kind}/v1`, body), signature);
  if (!valid) throw new EnvelopeError("bad-signature", path);
}

/** Whether the bytes are signed so; the key is one that `checkKey` took. */
export async function accepts(publicKey: Bytes, message: Bytes, signature: Bytes): Promise<boolean> {
  const key = await crypto.subtle.importKey("raw", publicKey, "Ed25519", false, ["verify"]);
  return crypto.subtle.verify("Ed25519", key, signature, message);
}

/** `weak-key` for a non-canonical or small-order key: libraries accept forgeries under those. */
export function checkKey(publicKey: Uint8Array, path = "key"): void {
  const y = littleEndian(publicKey) % TOP_BIT;
  if (publicKey.length !== 32 || y >= P || SMALL_ORDER.has(y)) throw new EnvelopeError("weak-key", path);
}

export const objectHash = (body: Uint8Array): Promise<Bytes> => sha256(body);

/** The ledger entry of a signed object: it says the kind and nothing of the content. */
export async function leaf(kind: string, body: Uint8Array): Promise<Bytes> {
  return labelled(`sceau/leaf/${kind}/v1`, await objectHash(body));
}

function littleEndian(bytes: Uint8Array): bigint {
  return bytes.reduceRight((total, byte) => total * 256n + BigInt(byte), 0n);
}
