// The register's answer: what only the pharmacy, or only the person, may read of its decision (spec/envelope.md §7).

import { concat, random, type Bytes } from "./bytes";
import { decode, encode, type Value } from "./cbor";
import { padded, unpadded } from "./copy";
import { EnvelopeError } from "./errors";
import { kdf } from "./kdf";

/** Which answer: on what envelope, to whom, counted from 0. */
export interface AnswerName {
  readonly id: Bytes;
  readonly to: "pharmacy" | "patient";
  readonly seq: number;
}

export const ANSWER_LENGTH = 2048;
const SALT_LENGTH = 32;
const TAG_LENGTH = 16;
const AES = { name: "AES-GCM", iv: new Uint8Array(12) }; // each key below encrypts exactly once

export async function sealAnswer(reply: Bytes, name: AnswerName, body: Value): Promise<Bytes> {
  const salt = random(SALT_LENGTH);
  const plaintext = padded(encode(body), ANSWER_LENGTH - SALT_LENGTH - TAG_LENGTH);
  const key = await answerKey(reply, salt, name);
  return concat(salt, new Uint8Array(await crypto.subtle.encrypt(AES, key, plaintext)));
}

/** The body; `cannot-open` with another key, id, reader or number. */
export async function openAnswer(reply: Bytes, name: AnswerName, answer: Bytes): Promise<Value> {
  if (answer.length !== ANSWER_LENGTH) throw new EnvelopeError("cannot-open", "answer");
  const key = await answerKey(reply, answer.slice(0, SALT_LENGTH), name);
  const plaintext = await crypto.subtle.decrypt(AES, key, answer.slice(SALT_LENGTH)).catch(() => {
    throw new EnvelopeError("cannot-open", "answer");
  });
  return decode(unpadded(new Uint8Array(plaintext)), ANSWER_LENGTH, "answer");
}

async function answerKey(reply: Bytes, salt: Bytes, { id, to, seq }: AnswerName): Promise<CryptoKey> {
  const key = await kdf(reply, "sceau/reply/v1", encode([id, to, seq]), salt);
  return crypto.subtle.importKey("raw", key, "AES-GCM", false, ["encrypt", "decrypt"]);
}
