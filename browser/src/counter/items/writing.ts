// Writing a row: sealed and kept here first, then brought to the relay, which takes it only if it was written on what the
// relay has (spec/counter.md §1 and §7).

import type { ReadonlySignal } from "@preact/signals";
import { equal, type Bytes } from "../../envelope/bytes";
import { EnvelopeError } from "../../envelope/errors";
import type { Item, Place, Ring, Row, State } from "../contracts";
import { Refused, Unreachable, type Relay } from "../relay";
import type { ShopRows } from "../store/rows";
import type { ItemRecord } from "../store/schema";
import type { Store } from "../store/store";
import { keyOf, type Board } from "./board";
import { dueOf } from "./due";
import { merge } from "./merge";
import { drawn, type Numbers } from "./numbers";
import { putRow, type RemoteRow } from "./remote";
import { openRow, sealRow, type Written } from "./sheets";
import { Stale } from "./stale";
import { isFinished } from "./states";
import { Turns } from "./turns";

export interface WritingParts {
  readonly shop: string;
  readonly relay: Relay;
  readonly store: Store;
  readonly ring: ReadonlySignal<Ring | undefined>;
  readonly rows: ShopRows;
  readonly board: Board;
  readonly numbers: Numbers;
  /** Seconds since 1970. */
  readonly now: () => number;
}

const MERGES = 5;
const SESSION = new Set(["locked", "csrf"]);

export class Writing {
  readonly #turns: Turns;

  constructor(private readonly parts: WritingParts) {
    this.#turns = new Turns(`${parts.store.database.name}/${parts.shop}/items`);
  }

  async add(item: Item, state: State): Promise<Row> {
    const { numbers, board, now } = this.parts;
    const ring = this.#ring();
    const day = Math.floor(now() / 86_400);
    const number = await numbers.next(day, (drawn) => board.has({ day, number: drawn }));
    return this.#turns.take(keyOf({ day, number }), async () => {
      const record = await this.#record(ring, { day, number }, { state, version: 0, item });
      await this.#keep(record);
      return this.#bring(record);
    });
  }

  change(place: Place, state: State, edit: (item: Item) => Item): Promise<Row> {
    return this.#turns.take(keyOf(place), async () => {
      const ring = this.#ring();
      const before = await this.parts.rows.get(place);
      if (!before) throw new Refused(404, "not-found", new Uint8Array());
      const { item } = await this.#written(ring, before);
      const { version, unsent, sealed, base = sealed } = before;
      const record = await this.#record(ring, place, { state, version, item: edit(item) });
      const isNew = unsent && !before.base;
      await this.#keep(isNew ? record : { ...record, base });
      return this.#bring(record, before);
    });
  }

  /** Bring what is unsent; a row that is refused stays, and keeps no other waiting. Throws what stops all of them. */
  async replay(): Promise<void> {
    for (const { day, number } of await this.parts.rows.unsent()) {
      await this.#turns.take(keyOf({ day, number }), () => this.#replayOne({ day, number }));
    }
  }

  async #replayOne(place: Place): Promise<void> {
    const record = await this.parts.rows.get(place);
    if (!record?.unsent) return;
    try {
      await this.#put(record);
    } catch (error) {
      if (isForLater(error)) throw error;
    }
  }

  /** The row after the relay was told, or as it is kept when the relay cannot be reached. */
  async #bring(record: ItemRecord, before?: ItemRecord): Promise<Row> {
    try {
      return await this.#put(record, before);
    } catch (error) {
      if (isForLater(error)) return this.#row(record);
      if (before && !(error instanceof Stale)) await this.#keep(before);
      if (!before) await this.#drop(record);
      throw error;
    }
  }

  async #put(record: ItemRecord, before?: ItemRecord): Promise<Row> {
    const kept = (await this.parts.rows.get(record)) ?? record;
    const answer = await putRow(this.parts.relay, kept, kept);
    if ("version" in answer) return this.#settle(kept);
    const { stale } = answer;
    if (equal(stale.sealed, kept.sealed)) return this.#settle(kept); // brought before, and its answer lost
    if (!kept.base) return this.#renumber(kept, stale);
    if (before && !before.unsent) return this.#giveWay(stale);
    return this.#merge(kept, stale);
  }

  async #settle({ base: _base, ...record }: ItemRecord): Promise<Row> {
    const settled: ItemRecord = { ...record, version: record.version + 1, unsent: 0 };
    await this.#keep(settled);
    return this.#row(settled);
  }

  /** A change made just now, on a row that somebody else had changed: theirs stands, and whoever made it is told. */
  async #giveWay(stale: Required<RemoteRow>): Promise<never> {
    const record = recordOf(this.parts.shop, stale);
    await this.#keep(record);
    throw new Stale(await this.#row(record));
  }

  /** Changes made without a network, laid together with what somebody else wrote meanwhile. */
  async #merge(record: ItemRecord, found: Required<RemoteRow>): Promise<Row> {
    const ring = this.#ring();
    let stale = found;
    for (let tries = 0; tries < MERGES; tries++) {
      const ours = await this.#written(ring, record);
      const base = await openRow(ring, record, record.base ?? record.sealed, { version: record.version });
      const theirs = await openRow(ring, stale, stale.sealed, stale);
      const both = merge(base, ours, theirs, Math.floor(this.parts.now()));
      const merged = await this.#record(ring, record, { ...both, version: stale.version });
      const answer = await putRow(this.parts.relay, merged, merged);
      if ("version" in answer) return this.#settle(merged);
      stale = answer.stale;
    }
    throw new Unreachable("the row changes faster than it can be brought");
  }

  /** Two browsers drew the same number: the later one takes another. */
  async #renumber(record: ItemRecord, stale: Required<RemoteRow>): Promise<Row> {
    const { item, state } = await this.#written(this.#ring(), record);
    const { day } = record;
    const place = { day, number: drawn((number) => this.parts.board.has({ day, number })) };
    const moved = await this.#record(this.#ring(), place, { state, version: 0, item });
    await this.#keep(moved);
    await this.#keep(recordOf(this.parts.shop, stale));
    return this.#put(moved);
  }

  #written(ring: Ring, record: ItemRecord): Promise<Written> {
    const { sealed, state, version, unsent } = record;
    return openRow(ring, record, sealed, { state, version: version + unsent });
  }

  /** An unsent record, written on `version`. */
  async #record(ring: Ring, place: Place, { state, version, item }: Written): Promise<ItemRecord> {
    const sealed = await sealRow(ring, place, { state, version: version + 1, item });
    const due = dueOf(state, item);
    const record = recordOf(this.parts.shop, { day: place.day, number: place.number, state, version, sealed });
    return { ...record, unsent: 1, ...(due && { due }) };
  }

  async #keep(record: ItemRecord): Promise<void> {
    await this.parts.rows.put(record);
    await this.parts.board.show([record]);
  }

  async #drop(record: ItemRecord): Promise<void> {
    await this.parts.rows.delete(record);
    this.parts.board.drop(record);
  }

  async #row(record: ItemRecord): Promise<Row> {
    const [row] = await this.parts.board.open([(await this.parts.rows.get(record)) ?? record]);
    if (!row) throw new EnvelopeError("cannot-open", "item");
    return row;
  }

  #ring(): Ring {
    const ring = this.parts.ring.peek();
    if (!ring) throw new Refused(403, "locked", new Uint8Array());
    return ring;
  }
}

/** As the relay has it. */
export function recordOf(shop: string, row: Place & { state: State; version: number; sealed: Bytes }): ItemRecord {
  const { day, number, state, version, sealed } = row;
  return { shop, day, number, state, version, sealed, unsent: 0, finished: isFinished(state) ? 1 : 0 };
}

/** Not a word on the row itself: no answer, a busy relay, a session to open again or to look at (`csrf`: this page was loaded
 *  without a network, or another window has signed in). */
export function isForLater(error: unknown): boolean {
  if (error instanceof Unreachable) return true;
  if (!(error instanceof Refused)) return false;
  return error.status === 401 || SESSION.has(error.code) || error.status === 429 || error.status >= 500;
}
