// What this browser keeps (IndexedDB): sealed bytes, its device's key, timers; never an access key, never a person's name.
// The one idea: whoever copies this profile can forge until the device is removed, and can read nothing (spec/counter.md §6).

import { openDB } from "idb";
import { equal, type Bytes } from "../../envelope/bytes";
import { EnvelopeError } from "../../envelope/errors";
import { signerFromKey, type Signer } from "../../envelope/signature";
import { parseObject } from "../../envelope/signed";
import { NAME, upgrade, VERSION, type CounterDatabase, type CounterSchema } from "./schema";

export interface Store {
  /** For items/ and sending/ alone. */
  readonly database: CounterDatabase;
  /** A small value that is not secret and names no person tested: the last session, the half of an enrolled browser. */
  setting<Value>(name: string): Promise<Value | undefined>;
  keep(name: string, value: unknown): Promise<void>;
  forget(name: string): Promise<void>;
  /** The key with which this browser signs for a pharmacy (32 hexadecimal digits), if it has one. It cannot be read out. */
  device(pharmacy: string): Promise<Signer | undefined>;
  /** A new one, in the place of the one before: what was removed from a log never returns. */
  makeDevice(pharmacy: string): Promise<Signer>;
  /** Statements or a pharmacy's log as last seen, encoded objects in order; empty when never seen. */
  chain(name: string): Promise<readonly Bytes[]>;
  /** Keep a chain that extends what was seen: `rollback` when it does not. */
  keepChain(name: string, objects: readonly Bytes[]): Promise<void>;
  close(): void;
}

/** `name` of the database: another one in tests. */
export async function openStore(name: string = NAME): Promise<Store> {
  const database = await openDB<CounterSchema>(name, VERSION, {
    upgrade,
    blocking: (_current, _blocked, event) => (event.target as IDBDatabase).close(), // a newer page upgrades
  });
  void globalThis.navigator?.storage?.persist?.(); // what waits to be sent is not the browser's to clear
  return {
    database,
    setting: async <Value>(name: string) => (await database.get("settings", name))?.value as Value | undefined,
    keep: async (name, value) => void (await database.put("settings", { name, value })),
    forget: (name) => database.delete("settings", name),
    device: (pharmacy) => device(database, pharmacy),
    makeDevice: (pharmacy) => makeDevice(database, pharmacy),
    chain: async (name) => (await database.get("chains", name))?.objects ?? [],
    keepChain: (name, objects) => keepChain(database, name, objects),
    close: () => database.close(),
  };
}

async function device(database: CounterDatabase, shop: string): Promise<Signer | undefined> {
  const found = await database.get("devices", shop);
  return found && signerFromKey(found.privateKey, found.publicKey);
}

async function makeDevice(database: CounterDatabase, shop: string): Promise<Signer> {
  const { privateKey, publicKey } = (await crypto.subtle.generateKey("Ed25519", false, ["sign"])) as CryptoKeyPair;
  const raw = new Uint8Array(await crypto.subtle.exportKey("raw", publicKey));
  await database.put("devices", { shop, publicKey: raw, privateKey });
  return signerFromKey(privateKey, raw);
}

async function keepChain(database: CounterDatabase, name: string, objects: readonly Bytes[]): Promise<void> {
  const transaction = database.transaction("chains", "readwrite");
  const known = (await transaction.store.get(name))?.objects ?? [];
  const extended = known.every((one, at) => sameBody(one, objects[at]));
  if (extended && objects.length > known.length) await transaction.store.put({ name, objects });
  await transaction.done;
  if (!extended) throw new EnvelopeError("rollback", name);
}

/** Bodies count: the signatures of one may be gathered in another order. */
function sameBody(one: Bytes, other: Bytes | undefined): boolean {
  return other !== undefined && (equal(one, other) || equal(parseObject(one).body, parseObject(other).body));
}
