// Rows of the board in IndexedDB, of one shop. Every function is one transaction, done when it returns.

import type { Due, Place } from "../contracts";
import { STRICT } from "./strict";
import type { CounterDatabase, DocumentRecord, ItemRecord } from "./schema";

/** Days that the relay keeps; this browser keeps no longer. */
export const KEEP_DAYS = 90;

export interface ShopRows {
  get(place: Place): Promise<ItemRecord | undefined>;
  put(record: ItemRecord): Promise<void>;
  /** Take what the relay has of these; what is unsent here, or newer, stays. Returns what changed. */
  adopt(rows: readonly ItemRecord[]): Promise<readonly ItemRecord[]>;
  /** Note when a row may be read, unless it has changed since. */
  noteDue(record: ItemRecord, due: Due | undefined): Promise<void>;
  delete(place: Place): Promise<void>;
  /** Of a day, and those of other days that are not finished. */
  board(day: number): Promise<readonly ItemRecord[]>;
  /** First and last day included. */
  days(first: number, last: number): Promise<readonly ItemRecord[]>;
  /** Oldest first. */
  unsent(): Promise<readonly ItemRecord[]>;
  /** Forget rows of before a day, but what is unsent. */
  dropBefore(day: number): Promise<void>;
  document(name: string): Promise<DocumentRecord | undefined>;
  putDocument(record: DocumentRecord): Promise<void>;
}

export function rowsOf(database: CounterDatabase, shop: string): ShopRows {
  const keyOf = ({ day, number }: Place): [string, number, number] => [shop, day, number];
  const range = (first: number, last: number) => IDBKeyRange.bound([shop, first], [shop, last + 1], false, true);
  return {
    get: (place) => database.get("items", keyOf(place)),
    put: (record) => put(database, record),
    adopt: (rows) => adopt(database, rows),
    noteDue: (record, due) => noteDue(database, record, due),
    delete: (place) => database.delete("items", keyOf(place)),
    board: async (day) => {
      const [today, unfinished] = await Promise.all([
        database.getAll("items", range(day, day)),
        database.getAllFromIndex("items", "finished", [shop, 0]),
      ]);
      return [...unfinished.filter((record) => record.day !== day), ...today];
    },
    days: (first, last) => database.getAll("items", range(first, last)),
    unsent: () => database.getAllFromIndex("items", "unsent", [shop, 1]),
    dropBefore: (day) => dropBefore(database, range(0, day - 1)),
    document: (name) => database.get("documents", [shop, name]),
    putDocument: async (record) => void (await database.put("documents", record)),
  };
}

async function put(database: CounterDatabase, record: ItemRecord): Promise<void> {
  const transaction = database.transaction("items", "readwrite", STRICT);
  await Promise.all([transaction.store.put(record), transaction.done]);
}

async function adopt(database: CounterDatabase, rows: readonly ItemRecord[]): Promise<readonly ItemRecord[]> {
  const transaction = database.transaction("items", "readwrite");
  const changed: ItemRecord[] = [];
  for (const row of rows) {
    const known = await transaction.store.get([row.shop, row.day, row.number]);
    if (known && (known.unsent || known.version >= row.version)) continue;
    changed.push(row);
    await transaction.store.put(row);
  }
  await transaction.done;
  return changed;
}

async function noteDue(database: CounterDatabase, record: ItemRecord, due: Due | undefined): Promise<void> {
  const transaction = database.transaction("items", "readwrite");
  const { due: _before, ...known } = (await transaction.store.get([record.shop, record.day, record.number])) ?? record;
  const same = known.version === record.version && known.unsent === record.unsent;
  if (same) await transaction.store.put(due ? { ...known, due } : known);
  await transaction.done;
}

async function dropBefore(database: CounterDatabase, range: IDBKeyRange): Promise<void> {
  const transaction = database.transaction("items", "readwrite");
  for await (const cursor of transaction.store.iterate(range)) {
    if (!cursor.value.unsent) await cursor.delete();
  }
  await transaction.done;
}
