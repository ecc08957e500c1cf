import { expect, test } from "vitest";
import { sixWords } from "../../../src/counter/keys/words";
import { memberOf, newAccessSecret } from "../../../src/envelope/access";
import { random } from "../../../src/envelope/bytes";

const pharmacy = random(16);
const [one, other] = await Promise.all([newAccessSecret(), newAccessSecret()].map(memberOf));
if (!one || !other) throw new Error("no keys");

test("six words of the French list name the keys", async () => {
  const words = await sixWords(pharmacy, [one, other]);
  expect(words).toHaveLength(6);
  expect(words.every((word) => /^[a-zàâçéèêëîïôûùüÿœ]+$/u.test(word))).toBe(true);
});

test("the keys' order says nothing", async () => {
  expect(await sixWords(pharmacy, [other, one])).toEqual(await sixWords(pharmacy, [one, other]));
});

test.each([
  ["another pharmacy", () => sixWords(random(16), [one, other])],
  ["one key more", async () => sixWords(pharmacy, [one, other, await memberOf(newAccessSecret())])],
  ["one key less", () => sixWords(pharmacy, [one])],
  ["a kem key put in the place of the right one", () => sixWords(pharmacy, [{ ...one, kem: other.kem }, other])],
])("%s gives other words", async (_, words) => {
  expect(await words()).not.toEqual(await sixWords(pharmacy, [one, other]));
});

test("the words are the first bits of the hash, as anybody may compute them", async () => {
  const keys = { sign: new Uint8Array(32).fill(1), kem: new Uint8Array(1216).fill(2) };
  expect(await sixWords(new Uint8Array(16), [keys])).toMatchInlineSnapshot(`
    [
      "donjon",
      "juriste",
      "bassin",
      "éloge",
      "dosage",
      "mentor",
    ]
  `);
});
