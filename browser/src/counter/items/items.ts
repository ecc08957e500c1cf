// The board's rows, of this browser and of the shop's others: kept here sealed, brought to the relay, heard from it
// (spec/counter.md). One shop at a time: whoever signs in for another sees that one's.

import { computed, effect, signal, type ReadonlySignal, type Signal } from "@preact/signals";
import type { Item, Items, Place, Ring, Row, Session, Shelf as Documents, State } from "../contracts";
import { Refused, Unreachable, type Relay } from "../relay";
import { rowsOf, type ShopRows } from "../store/rows";
import type { Store } from "../store/store";
import { Board } from "./board";
import { listen, type Listening } from "./live";
import { Looking } from "./looking";
import { numbersOf, type Numbers } from "./numbers";
import { Shelf, type Name } from "./shelf";
import { Writing } from "./writing";

export interface ItemsParts {
  readonly relay: Relay;
  readonly store: Store;
  readonly session: ReadonlySignal<Session | undefined>;
  readonly ring: ReadonlySignal<Ring | undefined>;
  /** Of the configuration. */
  readonly live_url: string;
  /** Seconds since 1970; of the clock unless given. */
  readonly now?: () => number;
}

export interface OpenItems extends Items {
  /** Look at the relay now, and bring it what it has not. */
  refresh(): Promise<void>;
  close(): void;
}

/** What belongs to one pharmacy. */
interface Shop {
  readonly rows: ShopRows;
  readonly board: Board;
  readonly numbers: Numbers;
  readonly writing: Writing;
  readonly looking: Looking;
  readonly shelf: Shelf;
  readonly listening: Listening;
}

const SHELF_SECONDS = 15;
const DAY = 86_400;

/** Shows what lies in this browser, then listens to the relay, whenever somebody of a pharmacy is signed in. */
export async function openItems(parts: ItemsParts): Promise<OpenItems> {
  const items = new BoardItems(parts);
  await items.begin();
  return items;
}

class BoardItems implements OpenItems {
  readonly online = signal(true);
  readonly prefilled = signal(0);
  readonly #shop: Signal<Shop | undefined> = signal(undefined);
  readonly rows = computed(() => this.#shop.value?.board.rows.value ?? []);
  readonly #shelf: { readonly [Each in Name]: ReadonlySignal<Documents[Each] | undefined> } = {
    kits: computed(() => this.#shop.value?.shelf.documents.kits.value),
    duty: computed(() => this.#shop.value?.shelf.documents.duty.value),
  };
  readonly #pharmacy = computed(() => this.parts.session.value?.pharmacy);
  readonly #now: () => number;
  #ends: (() => void)[] = [];
  #looking: Promise<void> | undefined;
  #again = false;
  #shelfLooked = 0;

  constructor(private readonly parts: ItemsParts) {
    this.#now = parts.now ?? (() => Date.now() / 1000);
  }

  async begin(): Promise<void> {
    let entered: Promise<void> = Promise.resolve();
    const pharmacy = effect(() => {
      const name = this.#pharmacy.value;
      entered = entered.catch(() => undefined).then(() => this.#enter(name));
    });
    const ring = effect(() => {
      const known = this.parts.ring.value !== undefined;
      void this.#shop
        .peek()
        ?.shelf.load()
        .catch(() => undefined);
      if (known) this.#lookSoon();
    });
    this.#ends = [pharmacy, ring];
    await entered;
  }

  close(): void {
    for (const end of this.#ends) end();
    this.#leave();
  }

  async refresh(): Promise<void> {
    if (this.#looking) {
      this.#again = true;
      return this.#looking;
    }
    this.#looking = this.#look().finally(() => (this.#looking = undefined));
    await this.#looking;
    if (this.#again) {
      this.#again = false;
      return this.refresh();
    }
  }

  add(item: Item, state: State = "waiting"): Promise<Row> {
    return this.#told(this.#here().writing.add(item, state));
  }

  change(place: Place, state: State, edit: (item: Item) => Item): Promise<Row> {
    return this.#told(this.#here().writing.change(place, state, edit));
  }

  async days(first: number, last: number): Promise<readonly Row[]> {
    const { looking, rows, board } = this.#here();
    await looking.fetchDays(first, last).catch((error: unknown) => this.#noAnswer(error));
    return board.open(await rows.days(first, last));
  }

  shelf<Each extends keyof Documents>(name: Each): ReadonlySignal<Documents[Each] | undefined> {
    return this.#shelf[name] as ReadonlySignal<Documents[Each] | undefined>;
  }

  place<Each extends keyof Documents>(name: Each, document: Documents[Each]): Promise<void> {
    return this.#here().shelf.place(name, document);
  }

  async #enter(pharmacy: string | undefined): Promise<void> {
    this.#leave();
    if (!pharmacy || pharmacy !== this.#pharmacy.peek()) return;
    const { relay, store, ring, live_url } = this.parts;
    const [rows, numbers] = [rowsOf(store.database, pharmacy), numbersOf({ relay, store }, pharmacy)];
    const today = (): number => Math.floor(this.#now() / DAY);
    const board = new Board(ring, rows, today);
    const shared = { shop: pharmacy, relay, ring, rows, board, numbers, store, today, now: this.#now };
    const [looking, shelf] = [new Looking(shared), new Shelf(shared)];
    await Promise.all([board.load(), shelf.load()]);
    const listening = listen(live_url, (what) => {
      if (what.includes("shelf")) this.#shelfLooked = 0;
      if (what.includes("prefills")) this.prefilled.value++;
      this.#lookSoon();
    });
    this.#shop.value = { rows, board, numbers, looking, shelf, listening, writing: new Writing(shared) };
    this.#lookSoon();
  }

  #leave(): void {
    const shop = this.#shop.peek();
    shop?.listening.close();
    shop?.board.close();
    this.#shop.value = undefined;
  }

  #here(): Shop {
    const shop = this.#shop.peek();
    if (!shop) throw new Refused(401, "signed-out", new Uint8Array());
    return shop;
  }

  #lookSoon(): void {
    void this.refresh().catch(() => undefined); // what stops a look is looked at again at the next one
  }

  async #look(): Promise<void> {
    const shop = this.#shop.peek();
    if (!shop) return;
    try {
      if (this.parts.ring.peek()) await shop.writing.replay().catch(unlessUnreachable);
      const changed = await shop.looking.pull();
      this.online.value = true;
      await this.#lookAtShelf(shop, changed);
      if (this.parts.ring.peek()) await this.#prepare(shop).catch(unlessUnreachable);
    } catch (error) {
      this.#noAnswer(error);
    }
  }

  // A look that brings no row was for something else that changed.
  async #lookAtShelf({ shelf }: Shop, changed: boolean): Promise<void> {
    if (this.parts.session.peek()?.locked || (changed && this.#now() < this.#shelfLooked + SHELF_SECONDS)) return;
    this.#shelfLooked = this.#now();
    await shelf.look();
  }

  /** For when there is no network. */
  async #prepare({ numbers, looking }: Shop): Promise<void> {
    const today = Math.floor(this.#now() / DAY);
    await numbers.fill([today, today + 1]);
    await looking.drop();
  }

  async #told(writing: Promise<Row>): Promise<Row> {
    const row = await writing;
    if (row.unsent) this.#lookSoon();
    else this.online.value = true;
    return row;
  }

  #noAnswer(error: unknown): void {
    if (error instanceof Unreachable) this.online.value = false;
    else if (!(error instanceof Refused)) throw error;
  }
}

function unlessUnreachable(error: unknown): void {
  if (!(error instanceof Refused)) throw error;
}
