// Rows and documents as the relay keeps them: opened by the shop's members alone, and as what they are alone.

import { beforeAll, describe, expect, test } from "vitest";
import { openSheet, sealSheet, type SheetReader, type SheetWriter } from "../../../src/counter/items/sealing";
import { random, utf8, type Bytes } from "../../../src/envelope/bytes";
import { equal } from "../../../src/envelope/bytes";
import { signerFromSeed } from "../../../src/envelope/signature";

const [pharmacy, kid, seed] = [random(16), random(16), random(32)];
const sheet = { place: [20_000, 7] as const, version: 3, state: "read", content: utf8("content") };
let writer: SheetWriter;
let reader: SheetReader;
let sealed: Bytes;

beforeAll(async () => {
  const member = await signerFromSeed(random(32));
  writer = { pharmacy, kid, seed, member };
  reader = { pharmacy, seedOf: async () => seed, isMember: (key) => equal(key, member.publicKey) };
  sealed = await sealSheet(sheet, writer);
});

const opening = (place = sheet.place as Parameters<typeof openSheet>[0], changes: Partial<SheetReader> = {}) =>
  openSheet(place, sealed, { ...reader, ...changes });

describe("a sheet", () => {
  test("is read back with who wrote it", async () => {
    expect(await opening()).toEqual({ ...sheet, member: writer.member.publicKey });
  });

  test.each([
    [2000, 4096],
    [3700, 4096],
    [5000, 8192],
    [9000, 16384],
  ])("of %i bytes is sealed in %i", async (length, size) => {
    expect((await sealSheet({ ...sheet, content: random(length) }, writer)).length).toBe(size);
  });

  test("that fits no size is refused", async () => {
    const large = { ...sheet, content: random(16_384) };
    await expect(sealSheet(large, writer)).rejects.toMatchObject({ code: "too-large" });
  });

  test("names its epoch first", () => {
    expect(sealed.slice(0, 16)).toEqual(kid);
  });

  test.each([
    ["another place", () => opening([20_000, 8])],
    ["a document's name", () => opening("kits")],
    ["another pharmacy", () => opening(sheet.place, { pharmacy: random(16) })],
    ["another epoch's seed", () => opening(sheet.place, { seedOf: async () => random(32) })],
  ])("does not open as that of %s", async (_what, open) => {
    await expect(open()).rejects.toMatchObject({ code: "cannot-open" });
  });

  test("by nobody of the shop is refused, even with the epoch's seed", async () => {
    await expect(opening(sheet.place, { isMember: () => false })).rejects.toMatchObject({ code: "not-signed" });
  });

  test("signed by somebody else than it says is refused", async () => {
    const forger = await signerFromSeed(random(32));
    const forged = await sealSheet(sheet, {
      ...writer,
      member: { publicKey: writer.member.publicKey, sign: forger.sign },
    });
    await expect(openSheet(sheet.place, forged, reader)).rejects.toMatchObject({ code: "bad-signature" });
  });

  test("moved under another epoch's name does not open", async () => {
    const moved = sealed.slice();
    moved.set(random(16));
    await expect(openSheet(sheet.place, moved, reader)).rejects.toMatchObject({ code: "cannot-open" });
  });

  test.each([0, 16, 28, 100, 4095])("with byte %i changed does not open", async (at) => {
    const damaged = sealed.slice();
    damaged[at] = (damaged[at] ?? 0) ^ 1;
    await expect(openSheet(sheet.place, damaged, reader)).rejects.toMatchObject({ code: "cannot-open" });
  });
});
