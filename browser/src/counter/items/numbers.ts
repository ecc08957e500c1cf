// Short numbers of a day: from the relay one at a time, and a few in reserve for when there is no network
// (spec/counter.md §1).

import type { Relay } from "../relay";
import { Unreachable } from "../relay";
import type { Store } from "../store/store";
import { numbers } from "./remote";

const RESERVE = 10;
const FEW = 3;
/** Where a browser draws that has no number left: apart from what the relay gives. */
const [DRAWN_FROM, DRAWN] = [9_000, 1_000];

interface Reserve {
  readonly next: number;
  readonly end: number;
}

export interface Numbers {
  /** The next one, of the reserve when the relay does not answer. `isTaken` is asked of one drawn at random. */
  next(day: number, isTaken: (number: number) => boolean): Promise<number>;
  /** Ask for a reserve of these days where there is little left. */
  fill(days: readonly number[]): Promise<void>;
}

export function numbersOf({ relay, store }: { relay: Relay; store: Store }, shop: string): Numbers {
  const nameOf = (day: number): string => `numbers/${shop}/${day}`;
  const reserveOf = (day: number): Promise<Reserve | undefined> => store.setting<Reserve>(nameOf(day));
  return {
    async next(day, isTaken) {
      try {
        return await numbers(relay, { day, count: 1, reserve: false });
      } catch (error) {
        if (!(error instanceof Unreachable)) throw error;
        return (await takeReserved(store, nameOf(day))) ?? drawn(isTaken);
      }
    },
    async fill(days) {
      for (const day of days) {
        const { next, end } = (await reserveOf(day)) ?? { next: 0, end: 0 };
        if (end - next > FEW) continue;
        const first = await numbers(relay, { day, count: RESERVE, reserve: true });
        await store.keep(nameOf(day), { next: first, end: first + RESERVE }); // those left over are never used
        await store.forget(nameOf(day - 2));
      }
    },
  };
}

/** In one transaction: two windows of one browser never take the same. */
async function takeReserved(store: Store, name: string): Promise<number | undefined> {
  const transaction = store.database.transaction("settings", "readwrite");
  const reserve = (await transaction.store.get(name))?.value as Reserve | undefined;
  const number = reserve && reserve.next < reserve.end ? reserve.next : undefined;
  if (reserve && number !== undefined) {
    await transaction.store.put({ name, value: { ...reserve, next: number + 1 } });
  }
  await transaction.done;
  return number;
}

/** One that a browser takes by itself. */
export function drawn(isTaken: (number: number) => boolean): number {
  for (;;) {
    const number = DRAWN_FROM + Math.floor(Math.random() * DRAWN);
    if (!isTaken(number)) return number;
  }
}
