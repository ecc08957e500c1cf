// The rows that are shown: what lies in this browser, opened while there is a ring, without items while there is none.

import { effect, signal, type ReadonlySignal, type Signal } from "@preact/signals";
import { equal, type Bytes } from "../../envelope/bytes";
import type { Place, Ring, Row } from "../contracts";
import type { ItemRecord } from "../store/schema";
import type { ShopRows } from "../store/rows";
import { dueOf } from "./due";
import type { RemoteRow } from "./remote";
import { openRow } from "./sheets";
import { isFinished } from "./states";

/** How many are opened side by side: enough to keep the cryptography busy; in between the page does what it has to. */
const TOGETHER = 50;

interface Opened {
  readonly sealed: Bytes;
  readonly row: Row;
}

export class Board {
  readonly rows: Signal<readonly Row[]> = signal([]);
  readonly #records = new Map<string, ItemRecord>();
  /** What the relay said of rows while it was locked: states without items. */
  readonly #locked = new Map<string, Row>();
  readonly #opened = new Map<string, Opened>();
  readonly #end: () => void;
  #day = 0;

  constructor(
    private readonly ring: ReadonlySignal<Ring | undefined>,
    private readonly store: ShopRows,
    private readonly today: () => number,
  ) {
    this.#end = effect(() => {
      if (!ring.value) this.#opened.clear(); // what was open is forgotten at once
      void this.#reopen().catch(() => undefined); // the page is closing: nothing can be read any more
    });
  }

  close(): void {
    this.#end();
    this.#opened.clear();
    this.rows.value = [];
  }

  async load(): Promise<void> {
    await this.show(await this.store.board(this.today()));
  }

  /** Add these, or show them in the place of what they were. */
  async show(records: readonly ItemRecord[]): Promise<void> {
    for (const record of records) {
      this.#records.set(keyOf(record), record);
      this.#locked.delete(keyOf(record));
    }
    await this.open(records);
    if (records.length || this.#day !== this.today()) this.#publish();
  }

  drop(place: Place): void {
    this.#records.delete(keyOf(place));
    this.#publish();
  }

  /** States that a locked session is told. */
  showLocked(rows: readonly RemoteRow[]): void {
    for (const { day, number, state, version } of rows) {
      const known = this.#records.get(keyOf({ day, number }));
      if (known?.unsent || (known && known.version >= version)) continue;
      this.#locked.set(keyOf({ day, number }), { day, number, state, version, unsent: false });
    }
    this.#publish();
  }

  has(place: Place): boolean {
    return this.#records.has(keyOf(place)) || this.#locked.has(keyOf(place));
  }

  /** The rows of these records, opened where there is a ring. One that cannot be opened has no item. */
  async open(records: readonly ItemRecord[]): Promise<readonly Row[]> {
    const rows: Row[] = [];
    for (let at = 0; at < records.length; at += TOGETHER) {
      if (at) await new Promise((resolve) => setTimeout(resolve));
      rows.push(...(await Promise.all(records.slice(at, at + TOGETHER).map((record) => this.#open(record)))));
    }
    return rows;
  }

  async #reopen(): Promise<void> {
    this.#publish();
    await this.open([...this.#records.values()]);
    this.#publish();
  }

  async #open(record: ItemRecord): Promise<Row> {
    const ring = this.ring.peek();
    const known = this.#opened.get(keyOf(record));
    if (known && equal(known.sealed, record.sealed)) return this.#shown(record);
    const { state, version, unsent, sealed } = record;
    const opened =
      ring && (await openRow(ring, record, sealed, { state, version: version + unsent }).catch(() => undefined));
    if (!opened) return plain(record);
    const due = dueOf(state, opened.item);
    if (due?.from !== record.due?.from || due?.until !== record.due?.until) await this.store.noteDue(record, due);
    if (this.ring.peek() !== ring) return plain(record); // locked meanwhile
    const { due: _before, ...rest } = plain(record);
    const row: Row = { ...rest, item: opened.item, ...(due && { due }) };
    this.#opened.set(keyOf(record), { sealed, row });
    return row;
  }

  #publish(): void {
    const today = this.today();
    this.#day = today;
    const shown = [...this.#records.values()].map((record) => this.#shown(record));
    const known = new Map([...shown.map((row) => [keyOf(row), row] as const), ...this.#locked]);
    this.rows.value = [...known.values()].filter(({ day, state }) => day === today || !isFinished(state)).sort(inOrder);
  }

  #shown(record: ItemRecord): Row {
    const opened = this.#opened.get(keyOf(record));
    if (!opened || !equal(opened.sealed, record.sealed)) return plain(record);
    const { version, unsent } = record;
    return { ...opened.row, version, unsent: Boolean(unsent) };
  }
}

export function keyOf({ day, number }: Place): string {
  return `${day}/${number}`;
}

function plain({ day, number, state, version, unsent, due }: ItemRecord): Row {
  return { day, number, state, version, unsent: Boolean(unsent), ...(due && { due }) };
}

function inOrder(one: Row, other: Row): number {
  return one.day - other.day || one.number - other.number;
}
