// Who waits with four digits, as the board sees them.

import { beforeAll, expect, test, vi } from "vitest";
import { notTaken, sparingly, waiting } from "../../../src/counter/prefill/waiting";
import { sealPrefill, SEALED_LENGTH } from "../../../src/prefill/sealing";
import type { Item } from "../../../src/counter/contracts";
import { row } from "../capture/people";
import { world, type World } from "../../prefill/world";

const ANA = { identity: { birth_name: "SILVA", birth_first_name: "Ana" } };
let shop: World;

beforeAll(async () => {
  shop = await world();
});

function relay(prefills: object[]) {
  return { relay: { cbor: async () => ({ prefills }) } } as never;
}

test("what a phone sealed is opened", async () => {
  const sealed = await sealPrefill(shop.pharmacy, shop.log.epoch.publicKey, { person: ANA, language: "en" });
  const found = await waiting(relay([{ number: "7316", at: 5, sealed }]), shop, new Map());
  expect(found).toEqual([{ number: "7316", at: 5, person: ANA, language: "en" }]);
});

test("what cannot be opened is passed over, and the others are there", async () => {
  const sealed = await sealPrefill(shop.pharmacy, shop.log.epoch.publicKey, { person: ANA });
  const nonsense = { number: "1111", at: 4, sealed: new Uint8Array(SEALED_LENGTH) };
  const found = await waiting(relay([nonsense, { number: "7316", at: 5, sealed }]), shop, new Map());
  expect(found.map(({ number }) => number)).toEqual(["7316"]);
});

test("whoever is on the board waits no more; the same digits of another day do", () => {
  const ana = { number: "7316", at: 1_795_255_100, person: ANA };
  const taken = row(ANA);
  const item = { ...taken.item, prefill: "7316" } as Item;
  expect(notTaken([ana], [{ ...taken, item }])).toEqual([]);
  expect(notTaken([{ ...ana, at: 1_795_341_500 }], [{ ...taken, item }])).toHaveLength(1);
  expect(notTaken([ana], [taken])).toHaveLength(1);
});

test("each is opened once, and forgotten when it is gone", async () => {
  const sealed = await sealPrefill(shop.pharmacy, shop.log.epoch.publicKey, { person: ANA });
  const known = new Map();
  let opened = 0;
  const ring = { pharmacy: shop.pharmacy, seedOf: (kid: never) => (opened++, shop.seedOf(kid)) };
  const list = relay([{ number: "7316", at: 5, sealed }]);
  await waiting(list, ring, known);
  await waiting(list, ring, known);
  expect(opened).toBe(1);
  await waiting(relay([]), ring, known);
  expect(known.size).toBe(0);
});

test("what is told twice in a moment is asked for once more, a moment later", () => {
  vi.useFakeTimers();
  const work = vi.fn();
  const { ask, end } = sparingly(work, 1_000);
  ask();
  ask();
  ask();
  expect(work).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(1_000);
  expect(work).toHaveBeenCalledTimes(2);
  ask();
  end();
  vi.advanceTimersByTime(5_000);
  expect(work).toHaveBeenCalledTimes(2);
  vi.useRealTimers();
});
