// Makes the counter: configuration, session, ring, board and outbox. Without a network: what this browser knew last.

import { effect, signal, type Signal } from "@preact/signals";
import type { Counter } from "./app";
import type { Configuration, Ring, Session } from "./contracts";
import { watchIdle } from "./idle";
import { openItems, type OpenItems } from "./items/items";
import { addOffered } from "./keys/changing";
import { AWAY, enterByBrowser } from "./keys/entering";
import { Keyring } from "./keys/keyring";
import { pinnedRoot } from "./keys/trust";
import { LANGUAGES, type Language } from "./language";
import { Relay, Unreachable } from "./relay";
import { openOutbox } from "./sending/outbox";
import { openStore, type Store } from "./store/store";

const LANGUAGE = "sceau.language";

export async function open(): Promise<Counter> {
  const [relay, store] = [new Relay(), await openStore()];
  const configuration = await configurationOf(relay, store);
  const [session, ring] = [signal<Session | undefined>(undefined), signal<Ring | undefined>(undefined)];
  const keyring = new Keyring({ relay, store, configuration, session, ring });
  await whoIsHere(keyring);
  const items = await openItems({ relay, store, session, ring, live_url: configuration.live_url });
  const register_root = await pinnedRoot({ store, root: configuration.register_root });
  const outbox = openOutbox({ relay, store, session, ring, items, register_root });
  whenBack(keyring, items);
  const lock = locking(keyring);
  return { configuration, language: keptLanguage(), session, ring, keyring, relay, store, items, outbox, lock };
}

async function configurationOf(relay: Relay, store: Store): Promise<Configuration> {
  try {
    const found = await relay.json<Configuration>("GET", "configuration");
    await store.keep("configuration", found);
    return found;
  } catch (error) {
    const known = await store.setting<Configuration>("configuration");
    if (error instanceof Unreachable && known) return known;
    throw error;
  }
}

/** Somebody who comes back from Pro Santé Connect has signed in a moment ago: this browser's half opens for him. */
async function whoIsHere(keyring: Keyring): Promise<void> {
  const isBack = sessionStorage.getItem(AWAY) !== null;
  sessionStorage.removeItem(AWAY);
  try {
    await keyring.presence.look();
    const session = keyring.parts.session.value;
    if (isBack && session && !session.locked) await enterByBrowser(keyring);
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error;
    const known = await keyring.presence.remember();
    if (known) keyring.presence.guess(known);
  }
}

/** The ring is gone at once, whatever the relay answers; one that cannot be told now is told first of all when it is back. */
function locking(keyring: Keyring): () => Promise<void> {
  const { presence, parts } = keyring;
  const lock = async () => {
    const told = presence.lock();
    idle.locked();
    await told.catch(() => undefined); // told again before anything else is asked
  };
  const look = () => void presence.look().catch(() => undefined); // the next touch asks again
  const idle = watchIdle({
    lock: () => (parts.ring.peek() ? void lock() : undefined),
    told: () => presence.hide(),
    look,
  });
  presence.onArrival = idle.changed;
  parts.relay.onShut = look;
  parts.relay.first = () => presence.settle();
  return lock;
}

/** What was opened without a network is confirmed, and what waited goes. */
function whenBack(keyring: Keyring, items: OpenItems): void {
  let wasOnline = true;
  effect(() => {
    const isBack = items.online.value && !wasOnline;
    wasOnline = items.online.value;
    if (isBack) void confirm(keyring, items).catch(() => undefined); // the next touch asks again
  });
}

async function confirm(keyring: Keyring, items: OpenItems): Promise<void> {
  await keyring.presence.look();
  await items.refresh();
  if (keyring.parts.ring.peek()) await addOffered(keyring); // a new passkey: the kit opened meanwhile
}

function keptLanguage(): Signal<Language> {
  const kept = localStorage.getItem(LANGUAGE);
  const language = signal<Language>(LANGUAGES.find((one) => one === kept) ?? "fr");
  effect(() => localStorage.setItem(LANGUAGE, language.value));
  return language;
}
