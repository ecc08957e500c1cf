// Sealed envelopes on their way, in IndexedDB, of one shop; what the relay must be told of tickets; what became of it all.
// Every function is one transaction, done when it returns.

import type { Outcome } from "../contracts";
import { STRICT } from "./strict";
import type { CounterDatabase, EnvelopeRecord, EnvelopeState, ErrandRecord } from "./schema";

export interface ShopEnvelopes {
  get(id: string): Promise<EnvelopeRecord | undefined>;
  /** Keep one that is new. An id that is here keeps its first bytes, unless it was a draft or refused: then nobody has them. */
  add(record: EnvelopeRecord): Promise<void>;
  /** Change what is known of one; nothing when it is gone. */
  note(id: string, change: Partial<EnvelopeRecord>): Promise<void>;
  /** The relay has it. Its bytes are held, in case the relay loses it. */
  taken(id: string): Promise<void>;
  /** What the relay took and no longer has waits again, while its bytes are held; all that is held is due a look. */
  lost(id: string): Promise<void>;
  /** Its bytes are forgotten: the relay has a colleague's, or its days of being held are over. */
  release(id: string): Promise<void>;
  /** When the relay was last asked about all that is held, in seconds since 1970; 0 for never. */
  looked(): Promise<number>;
  noteLook(at: number): Promise<void>;
  /** A draft that came to nothing; one that goes already is not taken back. */
  dropDraft(id: string): Promise<void>;
  ofState(state: EnvelopeState, most?: number): Promise<readonly EnvelopeRecord[]>;
  idsOf(state: EnvelopeState): Promise<readonly string[]>;
  /** Forget what was taken, refused or never meant to go, of days before this one. */
  dropBefore(day: number): Promise<void>;
  errands(): Promise<readonly ErrandRecord[]>;
  addErrand(errand: Omit<ErrandRecord, "shop">): Promise<void>;
  deleteErrand(name: string): Promise<void>;
  outcome(id: string): Promise<Outcome | undefined>;
  keepOutcome(id: string, outcome: Outcome): Promise<void>;
}

export function envelopesOf(database: CounterDatabase, shop: string): ShopEnvelopes {
  return {
    get: (id) => database.get("envelopes", [shop, id]),
    add: (record) => add(database, record),
    note: (id, change) => note(database, [shop, id], change),
    taken: (id) => taken(database, [shop, id]),
    lost: (id) => lost(database, [shop, id]),
    release: (id) => release(database, [shop, id]),
    looked: async () => Number((await database.get("settings", lookOf(shop)))?.value ?? 0),
    noteLook: async (at) => void (await database.put("settings", { name: lookOf(shop), value: at })),
    dropDraft: (id) => dropDraft(database, [shop, id]),
    ofState: (state, most) => database.getAllFromIndex("envelopes", "state", [shop, state], most),
    idsOf: async (state) =>
      (await database.getAllKeysFromIndex("envelopes", "state", [shop, state])).map(([, id]) => id),
    dropBefore: (day) => dropBefore(database, shop, day),
    errands: () => database.getAll("errands", IDBKeyRange.bound([shop], [shop, []])),
    addErrand: async (errand) => void (await database.put("errands", { shop, ...errand })),
    deleteErrand: (name) => database.delete("errands", [shop, name]),
    outcome: async (id) => (await database.get("outcomes", [shop, id]))?.outcome,
    keepOutcome: async (id, outcome) => void (await database.put("outcomes", { shop, id, outcome })),
  };
}

type Key = [shop: string, id: string];

const lookOf = (shop: string): string => `looked/${shop}`;

async function add(database: CounterDatabase, record: EnvelopeRecord): Promise<void> {
  const transaction = database.transaction("envelopes", "readwrite", STRICT);
  const known = await transaction.store.get([record.shop, record.id]);
  if (!known || known.state === "draft" || known.state === "refused") await transaction.store.put(record);
  await transaction.done;
}

async function note(database: CounterDatabase, key: Key, change: Partial<EnvelopeRecord>): Promise<void> {
  const transaction = database.transaction("envelopes", "readwrite", STRICT);
  const known = await transaction.store.get(key);
  if (known) await transaction.store.put({ ...known, ...change });
  await transaction.done;
}

async function taken(database: CounterDatabase, key: Key): Promise<void> {
  const transaction = database.transaction("envelopes", "readwrite", STRICT);
  const known = await transaction.store.get(key);
  if (known) {
    const { code: _code, ...rest } = known;
    await transaction.store.put({ ...rest, state: "taken" });
  }
  await transaction.done;
}

async function lost(database: CounterDatabase, key: Key): Promise<void> {
  const transaction = database.transaction(["envelopes", "settings"], "readwrite", STRICT);
  const envelopes = transaction.objectStore("envelopes");
  const known = await envelopes.get(key);
  if (known?.state === "taken" && known.envelope) {
    await envelopes.put({ ...known, state: "waiting" });
    await transaction.objectStore("settings").put({ name: lookOf(key[0]), value: 0 });
  }
  await transaction.done;
}

async function release(database: CounterDatabase, key: Key): Promise<void> {
  const transaction = database.transaction("envelopes", "readwrite", STRICT);
  const known = await transaction.store.get(key);
  if (known?.state === "taken" && known.envelope) {
    const { envelope: _forgotten, ...rest } = known;
    await transaction.store.put(rest);
  }
  await transaction.done;
}

async function dropDraft(database: CounterDatabase, key: Key): Promise<void> {
  const transaction = database.transaction("envelopes", "readwrite", STRICT);
  const known = await transaction.store.get(key);
  if (known?.state === "draft") await transaction.store.delete(key);
  await transaction.done;
}

async function dropBefore(database: CounterDatabase, shop: string, day: number): Promise<void> {
  const transaction = database.transaction(["envelopes", "outcomes"], "readwrite");
  const [envelopes, outcomes] = [transaction.objectStore("envelopes"), transaction.objectStore("outcomes")];
  for (const state of ["taken", "refused", "draft"] as const) {
    for await (const cursor of envelopes.index("state").iterate([shop, state])) {
      if (cursor.value.day >= day) continue;
      await outcomes.delete([shop, cursor.value.id]);
      await cursor.delete();
    }
  }
  await transaction.done;
}
