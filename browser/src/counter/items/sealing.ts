// How what the board keeps is sealed to its pharmacy (spec/counter.md §2): a key a place from the epoch's seed, one of
// three sizes, and inside the signature of the member who wrote it. So the relay can neither read nor make one, and
// hundreds open in milliseconds.

import { concat, equal, random, type Bytes } from "../../envelope/bytes";
import { decode, encode, type Value } from "../../envelope/cbor";
import { padded, unpadded } from "../../envelope/copy";
import { EnvelopeError } from "../../envelope/errors";
import { bytes, day, list, take, text, unsigned } from "../../envelope/fields";
import { kdf, labelled, sha256 } from "../../envelope/kdf";
import { verify, type Signer } from "../../envelope/signature";

/** All included. */
export const SEALED_SIZES = [4096, 8192, 16384] as const;

/** Where it stands: a row's day and number, or a document's name. */
export type SealedPlace = readonly [day: number, number: number] | string;

/** What is sealed. `content` is encoded; `state` is a row's. */
export interface Sheet {
  readonly place: SealedPlace;
  readonly version: number;
  readonly state?: string;
  readonly content: Bytes;
}

/** A sheet that was opened, and the signing key of the member who wrote it. */
export interface OpenedSheet extends Sheet {
  readonly member: Bytes;
}

export interface SheetWriter {
  readonly pharmacy: Bytes;
  readonly kid: Bytes;
  readonly seed: Bytes;
  readonly member: Signer;
}

export interface SheetReader {
  readonly pharmacy: Bytes;
  seedOf(kid: Bytes): Promise<Bytes>;
  /** Whether a signing key is, or was, a member's. */
  isMember(key: Bytes): boolean;
}

const KIND = "item";
const LABEL = "sceau/item/v1";
const VERSION = 1;
const [KID_LENGTH, NONCE_LENGTH, TAG_LENGTH, PREFIX_LENGTH] = [16, 12, 16, 32];
const LENGTH_LENGTH = 4;

/** `too-large` when it fits none of the sizes. */
export async function sealSheet(sheet: Sheet, writer: SheetWriter): Promise<Bytes> {
  const { pharmacy, kid, seed, member } = writer;
  const { place, ...rest } = sheet;
  const body = encode({ v: VERSION, pharmacy, place: valueOf(place), kid, ...rest });
  const payload = encode({ body, member: member.publicKey, signature: await member.sign(KIND, body) });
  const room = KID_LENGTH + NONCE_LENGTH + TAG_LENGTH + PREFIX_LENGTH;
  const size = SEALED_SIZES.find((size) => payload.length + LENGTH_LENGTH <= size - room);
  if (size === undefined) throw new EnvelopeError("too-large", KIND);
  const [key, iv] = [await keyOf(pharmacy, place, seed), random(NONCE_LENGTH)];
  const plaintext = concat(await commitment(pharmacy, place), padded(payload, size - room));
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, plaintext);
  return concat(kid, iv, new Uint8Array(sealed));
}

/** `cannot-open` when damaged or sealed for another pharmacy or place; `not-signed` when no member of it wrote it. */
export async function openSheet(place: SealedPlace, sealed: Bytes, reader: SheetReader): Promise<OpenedSheet> {
  const payload = await decrypt(place, sealed, reader);
  const shape = { body: bytes(1, SEALED_SIZES[2]), member: bytes(32), signature: bytes(64) };
  const { body, member, signature } = take(decode(payload, SEALED_SIZES[2], KIND), KIND, shape);
  const { sheet, kid, pharmacy } = readBody(body);
  const same = equal(encode(valueOf(sheet.place)), encode(valueOf(place))) && equal(pharmacy, reader.pharmacy);
  if (!same || !equal(kid, sealed.subarray(0, KID_LENGTH))) throw new EnvelopeError("cannot-open", KIND);
  if (!reader.isMember(member)) throw new EnvelopeError("not-signed", KIND);
  await verify(KIND, body, member, signature, KIND);
  return { ...sheet, member };
}

function readBody(body: Bytes): { sheet: Sheet; kid: Bytes; pharmacy: Bytes } {
  const required = { v: unsigned, pharmacy: bytes(16), place: readPlace, kid: bytes(16), version: unsigned };
  const fields = take(
    decode(body, SEALED_SIZES[2], KIND),
    KIND,
    { ...required, content: bytes(1, SEALED_SIZES[2]) },
    { state: text(16) },
  );
  const { v, kid, pharmacy, ...sheet } = fields;
  if (v !== VERSION) throw new EnvelopeError("bad-version", KIND);
  return { sheet, kid, pharmacy };
}

async function decrypt(place: SealedPlace, sealed: Bytes, reader: SheetReader): Promise<Bytes> {
  if (!SEALED_SIZES.some((size) => size === sealed.length)) throw new EnvelopeError("cannot-open", KIND);
  const [kid, iv] = [sealed.slice(0, KID_LENGTH), sealed.slice(KID_LENGTH, KID_LENGTH + NONCE_LENGTH)];
  const key = await keyOf(reader.pharmacy, place, await reader.seedOf(kid));
  const ciphertext = sealed.slice(KID_LENGTH + NONCE_LENGTH);
  const opened = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, ciphertext).catch(() => {
    throw new EnvelopeError("cannot-open", KIND);
  });
  const plaintext = new Uint8Array(opened);
  const committed = equal(plaintext.subarray(0, PREFIX_LENGTH), await commitment(reader.pharmacy, place));
  if (!committed) throw new EnvelopeError("cannot-open", KIND);
  return unpadded(plaintext.subarray(PREFIX_LENGTH));
}

async function keyOf(pharmacy: Bytes, place: SealedPlace, seed: Bytes): Promise<CryptoKey> {
  const key = await kdf(seed, LABEL, encode([pharmacy, valueOf(place)]));
  return crypto.subtle.importKey("raw", key, "AES-GCM", false, ["encrypt", "decrypt"]);
}

/** What stands first in every plaintext, so that one ciphertext cannot be made to open under two keys. */
function commitment(pharmacy: Bytes, place: SealedPlace): Promise<Bytes> {
  return sha256(labelled(LABEL, encode([pharmacy, valueOf(place)])));
}

function valueOf(place: SealedPlace): Value {
  return typeof place === "string" ? place : [...place];
}

function readPlace(value: Value, path: string): SealedPlace {
  if (!Array.isArray(value)) return text(64)(value, path);
  const [when, number] = list((item) => item, 2, 2)(value, path);
  return [day(when ?? "", path), unsigned(number ?? "", path)];
}
