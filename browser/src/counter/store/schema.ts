// What lies in this browser's IndexedDB (spec/counter.md §6): sealed bytes, public chains, a key that signs and cannot be
// shown. `shop` is the pharmacy in hexadecimal: two pharmacies may use one browser and never see each other's rows.

import type { DBSchema, IDBPDatabase } from "idb";
import type { Bytes } from "../../envelope/bytes";
import type { Due, Outcome, State } from "../contracts";

/** A row of the board. `version` is the relay's that `sealed` shows or, when `unsent`, that it was written on. */
export interface ItemRecord {
  readonly shop: string;
  readonly day: number;
  readonly number: number;
  readonly state: State;
  readonly version: number;
  readonly unsent: 0 | 1;
  /** Finished rows of other days are not on the board. */
  readonly finished: 0 | 1;
  readonly sealed: Bytes;
  /** What the relay had when the first unsent change was made: what a conflict is measured from. Absent for a new row. */
  readonly base?: Bytes;
  readonly due?: Due;
}

export interface DocumentRecord {
  readonly shop: string;
  readonly name: string;
  readonly version: number;
  readonly unsent: 0 | 1;
  readonly sealed: Bytes;
}

/** `draft`: its row does not say so yet, and it does not go; `waiting`: to send; `held`: to seal again before. */
export type EnvelopeState = "draft" | "waiting" | "held" | "taken" | "refused";

export interface EnvelopeRecord {
  readonly shop: string;
  /** 32 hexadecimal digits. */
  readonly id: string;
  readonly day: number;
  readonly state: EnvelopeState;
  /** Forgotten a week after its day, once the register has answered. */
  readonly envelope?: Bytes;
  /** The row that it is of; none for a file's. */
  readonly place?: readonly [day: number, number: number];
  /** Why it must be sealed again, or was refused. */
  readonly code?: string;
}

/** What the relay must still be told of a ticket: an announce, a reissue. */
export interface ErrandRecord {
  readonly shop: string;
  readonly name: string;
  readonly path: string;
  readonly body: Bytes;
}

export interface CounterSchema extends DBSchema {
  settings: { key: string; value: { name: string; value: unknown } };
  devices: { key: string; value: { shop: string; publicKey: Bytes; privateKey: CryptoKey } };
  chains: { key: string; value: { name: string; objects: readonly Bytes[] } };
  items: {
    key: [shop: string, day: number, number: number];
    value: ItemRecord;
    indexes: { unsent: [shop: string, unsent: number]; finished: [shop: string, finished: number] };
  };
  documents: { key: [shop: string, name: string]; value: DocumentRecord };
  envelopes: {
    key: [shop: string, id: string];
    value: EnvelopeRecord;
    indexes: { state: [shop: string, state: EnvelopeState] };
  };
  errands: { key: [shop: string, name: string]; value: ErrandRecord };
  outcomes: { key: [shop: string, id: string]; value: { shop: string; id: string; outcome: Outcome } };
}

export type CounterDatabase = IDBPDatabase<CounterSchema>;

export const NAME = "sceau-counter";
export const VERSION = 1;

export function upgrade(database: CounterDatabase): void {
  database.createObjectStore("settings", { keyPath: "name" });
  database.createObjectStore("devices", { keyPath: "shop" });
  database.createObjectStore("chains", { keyPath: "name" });
  const items = database.createObjectStore("items", { keyPath: ["shop", "day", "number"] });
  items.createIndex("unsent", ["shop", "unsent"]);
  items.createIndex("finished", ["shop", "finished"]);
  database.createObjectStore("documents", { keyPath: ["shop", "name"] });
  const envelopes = database.createObjectStore("envelopes", { keyPath: ["shop", "id"] });
  envelopes.createIndex("state", ["shop", "state"]);
  database.createObjectStore("errands", { keyPath: ["shop", "name"] });
  database.createObjectStore("outcomes", { keyPath: ["shop", "id"] });
}
