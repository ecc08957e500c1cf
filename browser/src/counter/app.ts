// What every screen is given: who acts, the keys while unlocked, the board, the outbox. Made once, in main.tsx.

import type { Signal } from "@preact/signals";
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Configuration, Items, Outbox, Ring, Session } from "./contracts";
import type { Language } from "./language";
import type { Keyring } from "./keys/keyring";
import type { Relay } from "./relay";
import type { Store } from "./store/store";

export interface Counter {
  readonly configuration: Configuration;
  readonly language: Signal<Language>;
  readonly session: Signal<Session | undefined>;
  /** Undefined while locked. */
  readonly ring: Signal<Ring | undefined>;
  /** Signs in, opens the ring, changes keys: for people/ alone. */
  readonly keyring: Keyring;
  readonly relay: Relay;
  readonly store: Store;
  readonly items: Items;
  readonly outbox: Outbox;
  lock(): Promise<void>;
}

export const CounterContext = createContext<Counter | undefined>(undefined);

export function useCounter(): Counter {
  const counter = useContext(CounterContext);
  if (!counter) throw new Error("a screen stands outside the counter");
  return counter;
}
