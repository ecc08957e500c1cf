// What a phone believes, and what it seals.

import { beforeAll, expect, test } from "vitest";
import { base64url, hex } from "../../src/envelope/bytes";
import { PUBLIC_KEY_LENGTH } from "../../src/envelope/hpke";
import { parsePoster } from "../../src/prefill/link";
import { openPrefill, sealPrefill, SEALED_LENGTH } from "../../src/prefill/sealing";
import { believe } from "../../src/prefill/trust";
import { OTHER, world, type World } from "./world";

const JEANNE = {
  person: { identity: { birth_name: "EXEMPLE", birth_first_name: "Jeanne", sex: "F", birth_date: "1979-03-28" } },
  language: "en",
};
let shop: World;
let recovered: World;

beforeAll(async () => {
  [shop, recovered] = await Promise.all([world(), world({ recovered: true })]);
});

function poster({ pharmacy, anchors }: World, anchor = 0) {
  return { pharmacy, anchor: anchors[anchor] ?? OTHER };
}

test("a poster’s link is read, and only a whole one", () => {
  const link = `https://localhost/p#${hex(shop.pharmacy)}.${base64url(OTHER)}`;
  expect(parsePoster(link)).toEqual({ pharmacy: shop.pharmacy, anchor: OTHER });
  expect([link.slice(0, -1), link.replace(".", ""), "https://localhost/p"].map(parsePoster)).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});

test("the log that the poster names gives the shop’s name and its newest epoch", async () => {
  const found = await believe(shop.sequence, poster(shop));
  expect(found.name).toBe("Pharmacie des Quatre-Cantons");
  expect(found.epoch).toEqual(shop.log.epoch.publicKey);
  expect(found.epoch).toHaveLength(PUBLIC_KEY_LENGTH);
});

test("another pharmacy’s log is refused, whoever it says it is", async () => {
  const stranger = await world();
  await expect(believe(stranger.sequence, poster(shop))).rejects.toMatchObject({ code: "rollback" });
  const impostor = { pharmacy: shop.pharmacy, anchor: stranger.anchors[0] ?? OTHER };
  await expect(believe(stranger.sequence, impostor)).rejects.toMatchObject({ code: "rollback" });
});

test("the poster that a pharmacy prints names its genesis, and after a recovery the recovery", async () => {
  expect([shop.log.beginning, recovered.log.beginning]).toEqual([shop.anchors[0], recovered.anchors[1]]);
});

test("a recovery is believed from a poster that names it, not from an older one", async () => {
  expect((await believe(recovered.sequence, poster(recovered, 1))).epoch).toEqual(recovered.log.epoch.publicKey);
  await expect(believe(recovered.sequence, poster(recovered, 0))).rejects.toMatchObject({ code: "bad-enrolment" });
});

test("what is sealed is opened by the pharmacy, and has one size", async () => {
  const sealed = await sealPrefill(shop.pharmacy, shop.log.epoch.publicKey, JEANNE);
  expect(sealed).toHaveLength(SEALED_LENGTH);
  expect(await openPrefill(shop.pharmacy, sealed, shop.seedOf)).toEqual(JEANNE);
});

test("a flipped bit is refused, and so is another pharmacy’s", async () => {
  const sealed = await sealPrefill(shop.pharmacy, shop.log.epoch.publicKey, JEANNE);
  const bent = sealed.slice();
  bent[2000] = (bent[2000] ?? 0) ^ 1;
  await expect(openPrefill(shop.pharmacy, bent, shop.seedOf)).rejects.toMatchObject({ code: "cannot-open" });
  await expect(openPrefill(recovered.pharmacy, sealed, shop.seedOf)).rejects.toMatchObject({ code: "cannot-open" });
});

test("what does not fit is refused before it leaves", async () => {
  const long = { person: { identity: { birth_name: "X".repeat(4000) } } };
  await expect(sealPrefill(shop.pharmacy, shop.log.epoch.publicKey, long)).rejects.toMatchObject({ code: "too-large" });
});

test("a phone fills the sections of a person and no other", async () => {
  const result = { person: { result: { outcome: "10828004" } } };
  const sealed = await sealPrefill(shop.pharmacy, shop.log.epoch.publicKey, result);
  await expect(openPrefill(shop.pharmacy, sealed, shop.seedOf)).rejects.toMatchObject({ code: "bad-sections" });
});
