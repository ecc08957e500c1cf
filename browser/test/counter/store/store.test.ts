// What lies in this browser: a key that cannot be read out, chains that never shrink, and nothing of a person in clear.

import "fake-indexeddb/auto";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openStore, type Store } from "../../../src/counter/store/store";
import { random, type Bytes } from "../../../src/envelope/bytes";
import { signerFromSeed, verify } from "../../../src/envelope/signature";
import { encodeObject, signObject } from "../../../src/envelope/signed";
import { world, type World } from "../fake_browser";
import { readItem } from "../fake_people";

const PHARMACY = "00".repeat(16);
let store: Store;
let given: World | undefined;

beforeEach(async () => (store = await openStore(`store-${Math.random()}`)));
afterEach(() => {
  store.close();
  given?.close();
  given = undefined;
});

describe("the device's key", () => {
  test("is not there before it is made", async () => {
    expect(await store.device(PHARMACY)).toBeUndefined();
  });

  test("signs the same after the page was closed", async () => {
    const made = await store.makeDevice(PHARMACY);
    const found = await store.device(PHARMACY);
    const signature = await found?.sign("announce", random(4));
    expect(found?.publicKey).toEqual(made.publicKey);
    await expect(verify("announce", random(4), made.publicKey, signature as Bytes)).rejects.toThrow();
    const body = random(4);
    await verify("announce", body, made.publicKey, (await found?.sign("announce", body)) as Bytes);
  });

  test("cannot be read out", async () => {
    await store.makeDevice(PHARMACY);
    const { privateKey } = (await store.database.getAll("devices"))[0] as { privateKey: CryptoKey };
    await expect(crypto.subtle.exportKey("pkcs8", privateKey)).rejects.toThrow();
  });

  test("is another one for each pharmacy", async () => {
    const [one, other] = [await store.makeDevice(PHARMACY), await store.makeDevice("11".repeat(16))];
    expect(one.publicKey).not.toEqual(other.publicKey);
  });
});

describe("a chain", () => {
  const objects = async (count: number, by = random(32)): Promise<Bytes[]> => {
    const signer = await signerFromSeed(by);
    const made = Array.from({ length: count }, (_, seq) => signObject("pharmacy", { seq }, [signer]));
    return (await Promise.all(made)).map(encodeObject);
  };

  test("grows", async () => {
    const all = await objects(3);
    await store.keepChain("log", all.slice(0, 2));
    await store.keepChain("log", all);
    expect(await store.chain("log")).toEqual(all);
  });

  test("that lost its end is refused, and the longer one stays", async () => {
    const all = await objects(3);
    await store.keepChain("log", all);
    await expect(store.keepChain("log", all.slice(0, 2))).rejects.toMatchObject({ code: "rollback" });
    expect(await store.chain("log")).toEqual(all);
  });

  test("that says something else is refused", async () => {
    await store.keepChain("log", await objects(2));
    const other = [...(await objects(3))].reverse();
    await expect(store.keepChain("log", other)).rejects.toMatchObject({ code: "rollback" });
  });

  test("may have its signatures gathered anew", async () => {
    await store.keepChain("log", await objects(2));
    await store.keepChain("log", await objects(3));
    expect(await store.chain("log")).toHaveLength(3);
  });
});

test("nothing that a browser keeps of a day's work names anybody", async () => {
  given = await world();
  const claire = await given.browser("claire");
  const row = await claire.items.add(await readItem(), "read");
  given.relay.cut.add("claire");
  await claire.outbox.send(row, { kind: "result" });
  await claire.outbox.announce(row);
  const { database } = claire.store;
  const all = await Promise.all([...database.objectStoreNames].map((name) => database.getAll(name)));
  const kept = Buffer.concat(all.flat(2).flatMap(bytesIn)).toString("latin1");
  expect(kept).toContain("announce/"); // the search does find what is there
  for (const canary of ["EXEMPLE", "Dominique", "1979-03-28", "0600000000", "260385009", "94558-4"]) {
    expect(kept).not.toContain(canary);
  }
});

/** All bytes and texts in a value, one after the other. */
function bytesIn(value: unknown): Buffer[] {
  if (value instanceof Uint8Array) return [Buffer.from(value)];
  if (typeof value === "object" && value !== null) return Object.values(value).flatMap(bytesIn);
  return [Buffer.from(String(value))];
}
