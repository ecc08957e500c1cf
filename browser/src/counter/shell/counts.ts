// The counts of the top bar, kept up to date: what became of the day's envelopes is asked for while some are not registered.

import { createContext } from "preact";
import { useEffect, useState } from "preact/hooks";
import { countsOf, unsettled, type Counts } from "../board/counts";
import { dayOf } from "../board/due";
import { seconds } from "../board/now";
import type { Counter } from "../app";
import type { Outcome } from "../contracts";

/** For screens that speak of the whole day. */
export const CountsContext = createContext<Counts>({ tests: 0, registered: 0, toMend: 0 });

const EVERY = 15_000;

export function useCounts({ items, outbox, ring }: Counter): Counts {
  const [outcomes, setOutcomes] = useState<ReadonlyMap<string, Outcome>>(new Map());
  const [rows, day, unlocked] = [items.rows.value, dayOf(seconds()), ring.value !== undefined];
  const open = unsettled(rows, outcomes, day);
  useEffect(() => {
    if (!unlocked || !open.length) return;
    const ask = async () => {
      const found = await outbox.outcomes(open).catch(() => new Map<string, Outcome>());
      if (found.size) setOutcomes((known) => new Map([...known, ...found]));
    };
    void ask();
    const timer = setInterval(() => void ask(), EVERY);
    return () => clearInterval(timer);
  }, [unlocked, open.length]);
  return countsOf(rows, outcomes, day);
}
