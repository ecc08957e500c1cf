// Looking at the relay: what changed since the last look, and past days when somebody asks for them.
// The one idea: a day that was fetched once stays whole, because every change after it is told by the next looks.

import { type Relay } from "../relay";
import { KEEP_DAYS, type ShopRows } from "../store/rows";
import type { ItemRecord } from "../store/schema";
import type { Store } from "../store/store";
import type { Board } from "./board";
import { changedSince, ofDays, type RemoteRow } from "./remote";
import { recordOf } from "./writing";

export interface LookingParts {
  readonly shop: string;
  readonly relay: Relay;
  readonly store: Store;
  readonly rows: ShopRows;
  readonly board: Board;
  /** The UTC day, since 1970. */
  readonly today: () => number;
}

/** How far this browser has seen: the relay's count of changes, and the days of which it has every row. */
interface Seen {
  readonly change: number;
  readonly since: number;
  readonly days: readonly number[];
}

/** Days asked for at once: what a busy shop fills of them fits one answer. */
const DAYS_AT_ONCE = 7;

export class Looking {
  constructor(private readonly parts: LookingParts) {}

  /** Take what changed. False when nothing of the board did. */
  async pull(): Promise<boolean> {
    const { relay, board, today } = this.parts;
    const seen = await this.#seen();
    const { change, items } = await changedSince(relay, seen?.change ?? 0);
    const whole = items.filter(isWhole);
    await board.show(await this.#adopt(whole));
    if (whole.length < items.length) {
      board.showLocked(items); // told again in full once it is unlocked
      return true;
    }
    await this.#keep(seen ? { ...seen, change } : { change, since: today(), days: [] });
    return items.length > 0;
  }

  /** Fetch those of these days that this browser has not seen whole. */
  async fetchDays(first: number, last: number): Promise<void> {
    const seen = await this.#seen();
    const missing = daysBetween(first, last).filter((day) => !seen || (day < seen.since && !seen.days.includes(day)));
    for (const [from, until] of stretches(missing)) await this.#fetch(from, until);
  }

  /** Forget what the relay has forgotten. */
  async drop(): Promise<void> {
    await this.parts.rows.dropBefore(this.parts.today() - KEEP_DAYS);
  }

  async #fetch(first: number, last: number): Promise<void> {
    const { items } = await ofDays(this.parts.relay, first, last);
    await this.#adopt(items.filter(isWhole));
    const seen = await this.#seen();
    if (!seen || !items.every(isWhole)) return;
    await this.#keep({ ...seen, days: [...new Set([...seen.days, ...daysBetween(first, last)])] });
  }

  #adopt(rows: readonly Required<RemoteRow>[]): Promise<readonly ItemRecord[]> {
    return this.parts.rows.adopt(rows.map((row) => recordOf(this.parts.shop, row)));
  }

  #seen(): Promise<Seen | undefined> {
    return this.parts.store.setting<Seen>(`seen/${this.parts.shop}`);
  }

  #keep(seen: Seen): Promise<void> {
    return this.parts.store.keep(`seen/${this.parts.shop}`, seen);
  }
}

function isWhole(row: RemoteRow): row is Required<RemoteRow> {
  return row.sealed !== undefined;
}

function daysBetween(first: number, last: number): number[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => first + at);
}

/** Consecutive days together, a week at most. */
function stretches(days: readonly number[]): [first: number, last: number][] {
  const found: [number, number][] = [];
  for (const day of days) {
    const current = found.at(-1);
    if (current && day === current[1] + 1 && day - current[0] < DAYS_AT_ONCE) current[1] = day;
    else found.push([day, day]);
  }
  return found;
}
