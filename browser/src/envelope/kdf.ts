// Hashes and key derivation (spec/envelope.md §2).

import { concat, utf8, type Bytes } from "./bytes";

export async function sha256(...parts: readonly Uint8Array[]): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", concat(...parts)));
}

/** `label ‖ 00 ‖ extra`: the zero byte is always there, so that no label is the beginning of another. */
export function labelled(label: string, ...extra: readonly Uint8Array[]): Bytes {
  return concat(utf8(label), new Uint8Array(1), ...extra);
}

/** HKDF-SHA256, 32 bytes out; empty salt unless given. */
export async function kdf(
  secret: Bytes,
  label: string,
  extra: Uint8Array = new Uint8Array(),
  salt: Bytes = new Uint8Array(),
): Promise<Bytes> {
  const key = await crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveBits"]);
  const parameters = { name: "HKDF", hash: "SHA-256", salt, info: labelled(label, extra) };
  return new Uint8Array(await crypto.subtle.deriveBits(parameters, key, 256));
}

/** The 16-byte name of a public key. */
export async function kid(publicKey: Uint8Array): Promise<Bytes> {
  return (await sha256(publicKey)).slice(0, 16);
}
