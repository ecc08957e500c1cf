// Printed secrets: a member's or officer's kit, and a pharmacy's enrolment code (spec/keys.md §2 and §3).
// Both are Crockford base 32: no letters that look like digits, read aloud over a telephone without mistakes.

import { random, type Bytes } from "./bytes";
import { EnvelopeError } from "./errors";
import { kemPublicKey } from "./hpke";
import { kdf, sha256 } from "./kdf";
import { signerFromSeed } from "./signature";

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const CODE_LETTERS = 26;
const KIT_LETTERS = 52;
const CHECK_LETTERS = 4;

/** Public keys of a member, as a pharmacy's log carries them. */
export interface Member {
  readonly sign: Bytes;
  readonly kem: Bytes;
}

export const newAccessSecret = (): Bytes => random(32);
export const accessKemSeed = (secret: Bytes): Promise<Bytes> => kdf(secret, "sceau/access/kem/v1");
export const accessSignSeed = (secret: Bytes): Promise<Bytes> => kdf(secret, "sceau/access/sign/v1");

export async function memberOf(secret: Bytes): Promise<Member> {
  const signer = await signerFromSeed(await accessSignSeed(secret));
  return { sign: signer.publicKey, kem: await kemPublicKey(await accessKemSeed(secret)) };
}

/** Thirteen groups of four characters, and a fourteenth that checks them. */
export async function kitText(secret: Bytes): Promise<string> {
  const letters = encodeLetters(secret, KIT_LETTERS) + (await checkLetters(secret));
  return (letters.match(/.{4}/g) ?? []).join(" ");
}

/** The secret of a kit as printed; spaces, hyphens and case are ignored. `bad-kit` when a character is wrong. */
export async function parseKit(printed: string): Promise<Bytes> {
  const letters = clean(printed);
  if (letters.length !== KIT_LETTERS + CHECK_LETTERS) throw new EnvelopeError("bad-kit", "kit");
  const secret = decodeLetters(letters.slice(0, KIT_LETTERS), 32, "bad-kit");
  if ((await checkLetters(secret)) !== letters.slice(KIT_LETTERS)) throw new EnvelopeError("bad-kit", "kit");
  return secret;
}

/** 16 random bytes as 26 characters. */
export const newEnrolmentCode = (): string => encodeLetters(random(16), CODE_LETTERS);

/** The Ed25519 seed of an enrolment code. `bad-enrolment-code` when it is not one. */
export async function enrolmentSeed(code: string): Promise<Bytes> {
  const letters = clean(code);
  if (letters.length !== CODE_LETTERS) throw new EnvelopeError("bad-enrolment-code", "code");
  return kdf(decodeLetters(letters, 16, "bad-enrolment-code"), "sceau/enrol/v1");
}

/** What the register publishes of an enrolment code. */
export async function enrolmentKey(code: string): Promise<Bytes> {
  return (await signerFromSeed(await enrolmentSeed(code))).publicKey;
}

async function checkLetters(secret: Bytes): Promise<string> {
  return encodeLetters((await sha256(secret)).slice(0, 3), 5).slice(0, CHECK_LETTERS);
}

/** Printed letters as they are read: no spaces or hyphens, O is 0, I and L are 1. */
export function clean(printed: string): string {
  return printed.replace(/[\s-]/g, "").toUpperCase().replaceAll("O", "0").replace(/[IL]/g, "1");
}

function encodeLetters(data: Bytes, count: number): string {
  const bits = Array.from(data, (byte) => byte.toString(2).padStart(8, "0"))
    .join("")
    .padEnd(5 * count, "0");
  return (bits.match(/.{5}/g) ?? []).map((five) => ALPHABET[parseInt(five, 2)]).join("");
}

function decodeLetters(letters: string, length: number, code: string): Bytes {
  const values = Array.from(letters, (letter) => ALPHABET.indexOf(letter));
  const bits = values.map((value) => value.toString(2).padStart(5, "0")).join("");
  if (values.includes(-1) || bits.slice(8 * length).includes("1")) throw new EnvelopeError(code);
  return Uint8Array.from(bits.slice(0, 8 * length).match(/.{8}/g) ?? [], (eight) => parseInt(eight, 2));
}
