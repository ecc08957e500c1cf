// The published X-Wing vectors: what a seed gives as public key, and what encapsulation and decapsulation agree on.

import { XWing } from "@hpke/hybridkem-x-wing";
import { expect, test } from "vitest";
import { fromHex, hex } from "../../src/envelope/bytes";
import { kemPublicKey } from "../../src/envelope/hpke";
import vectors from "../../../spec/vectors/xwing/test-vectors.json";

const kem = new XWing();

test("the vectors are there", () => {
  expect(vectors).toHaveLength(3);
});

test.each(vectors)("a seed gives the published public key: $seed", async ({ seed, pk }) => {
  expect(hex(await kemPublicKey(fromHex(seed)))).toBe(pk);
});

test.each(vectors)("encapsulation to it gives the published secret and ciphertext: $seed", async (vector) => {
  const recipientPublicKey = await kem.deserializePublicKey(fromHex(vector.pk).buffer);
  const { sharedSecret, enc } = await kem.encap({ recipientPublicKey, ekm: fromHex(vector.eseed).buffer });
  expect([hex(new Uint8Array(sharedSecret)), hex(new Uint8Array(enc))]).toEqual([vector.ss, vector.ct]);
});

test.each(vectors)("decapsulation with the seed gives the published secret: $seed", async ({ sk, ct, ss }) => {
  const recipientKey = await kem.deserializePrivateKey(fromHex(sk).buffer);
  const secret = await kem.decap({ recipientKey, enc: fromHex(ct).buffer });
  expect(hex(new Uint8Array(secret))).toBe(ss);
});
