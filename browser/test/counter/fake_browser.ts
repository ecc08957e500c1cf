// One browser of the shop, on a fake relay: its own database, session and network.

import "fake-indexeddb/auto";
import { signal } from "@preact/signals";
import { vi } from "vitest";
import { openItems, type OpenItems } from "../../src/counter/items/items";
import { Relay } from "../../src/counter/relay";
import { openOutbox, type OpenOutbox } from "../../src/counter/sending/outbox";
import { openStore, type Store } from "../../src/counter/store/store";
import type { Ring, Row, Session } from "../../src/counter/contracts";
import { standInLocks } from "./fake_locks";
import { FakeRelay } from "./fake_relay";
import { fakeShop, NOW, type FakeShop } from "./fake_shop";

export interface FakeBrowser {
  readonly name: string;
  readonly store: Store;
  readonly relay: Relay;
  readonly session: ReturnType<typeof signal<Session | undefined>>;
  readonly ring: ReturnType<typeof signal<Ring | undefined>>;
  readonly unlocked: Ring;
  items: OpenItems;
  outbox: OpenOutbox;
  /** Close the page and open it again, as after a reload or a crash; locked unless told otherwise. */
  reload(state?: { readonly unlocked: boolean }): Promise<void>;
  row(number: number): Row;
}

export interface World {
  readonly shop: FakeShop;
  readonly relay: FakeRelay;
  readonly clock: { now: number };
  browser(name: string): Promise<FakeBrowser>;
  close(): void;
}

/** A shop, a relay, and browsers as they are asked for. The clock stands still until it is moved. */
export async function world(): Promise<World> {
  const shop = await fakeShop();
  const clock = { now: NOW };
  const relay = new FakeRelay(
    () => Math.floor(clock.now / 86_400),
    shop.log,
    () => clock.now,
  );
  vi.stubGlobal("fetch", relay.fetch);
  standInLocks();
  const open: FakeBrowser[] = [];
  return {
    shop,
    relay,
    clock,
    async browser(name) {
      const browser = await fakeBrowser(name, shop, () => clock.now);
      open.push(browser);
      return browser;
    },
    close() {
      for (const { items, outbox } of open) {
        items.close();
        outbox.close();
      }
      vi.unstubAllGlobals();
    },
  };
}

async function fakeBrowser(name: string, shop: FakeShop, now: () => number): Promise<FakeBrowser> {
  const database = `counter-${name}-${Math.random()}`;
  const [relay, store] = [new Relay(), await openStore(database)];
  relay.believe(name);
  const unlocked = await shop.ring(name);
  const session = signal<Session | undefined>(shop.session(name));
  const ring = signal<Ring | undefined>(unlocked);
  const parts = {
    relay,
    store,
    session,
    ring,
    live_url: "https://relay.example/counter/live",
    register_root: "00".repeat(32),
    now,
  };
  const items = await openItems(parts);
  const browser: FakeBrowser = {
    name,
    store,
    relay,
    session,
    ring,
    unlocked,
    items,
    outbox: openOutbox({ ...parts, items }),
    async reload({ unlocked: isUnlocked } = { unlocked: false }) {
      browser.items.close();
      browser.outbox.close();
      standInLocks(); // a page that is closed holds none
      ring.value = isUnlocked ? unlocked : undefined;
      browser.items = await openItems(parts);
      browser.outbox = openOutbox({ ...parts, items: browser.items });
    },
    row(number) {
      const row = browser.items.rows.value.find((one) => one.number === number);
      if (!row) throw new Error("no such row");
      return row;
    },
  };
  return browser;
}
