// Sealed envelopes on their way (spec/counter.md §8). The one idea: what is sealed lies on this disk before its row says
// that it was sent, and is held for a week after, in case the relay loses it; so nothing is lost at any moment, and
// nothing goes twice.

import { computed, type ReadonlySignal } from "@preact/signals";
import { fromHex, hex, type Bytes } from "../../envelope/bytes";
import type { Reference } from "../../envelope/header";
import type { Outbox, Outcome, Ring, Row, SendOrder, Session } from "../contracts";
import type { OpenItems } from "../items/items";
import { Turns } from "../items/turns";
import { keyOf } from "../items/board";
import { Refused, type Relay } from "../relay";
import { envelopesOf, type ShopEnvelopes } from "../store/envelopes";
import type { Store } from "../store/store";
import { Courier } from "./courier";
import { outcomesOf } from "./outcomes";
import { announce, reissue } from "./tickets";
import { sendRow } from "./results";

export interface OutboxParts {
  readonly relay: Relay;
  readonly store: Store;
  readonly session: ReadonlySignal<Session | undefined>;
  readonly ring: ReadonlySignal<Ring | undefined>;
  readonly items: OpenItems;
  /** Hash of the register's first statement in hexadecimal, as this browser pinned it. */
  readonly register_root: string;
  /** Seconds since 1970; of the clock unless given. */
  readonly now?: () => number;
}

export interface OpenOutbox extends Outbox {
  /** Send what waits, now. Never rejects: what could not go is tried again by itself. */
  deliver(): Promise<void>;
  close(): void;
}

/** What sending one thing takes: whoever acts, for which pharmacy. */
export interface Desk {
  readonly relay: Relay;
  readonly items: OpenItems;
  readonly envelopes: ShopEnvelopes;
  readonly ring: Ring;
  readonly session: Session;
  readonly courier: Courier;
  readonly now: number;
}

export function openOutbox(parts: OutboxParts): OpenOutbox {
  return new CounterOutbox(parts);
}

class CounterOutbox implements OpenOutbox {
  readonly #turns: Turns;
  readonly #now: () => number;
  readonly #envelopes: ReadonlySignal<ShopEnvelopes | undefined>;
  readonly #courier: Courier;
  readonly waiting: ReadonlySignal<ReadonlySet<string>>;
  readonly suspended: ReadonlySignal<boolean>;

  constructor(private readonly parts: OutboxParts) {
    const { relay, store, session, ring, items } = parts;
    this.#turns = new Turns(`${store.database.name}/sending`);
    this.#now = parts.now ?? (() => Date.now() / 1000);
    const pharmacy = computed(() => session.value?.pharmacy);
    this.#envelopes = computed(() => pharmacy.value && envelopesOf(store.database, pharmacy.value)) as ReadonlySignal<
      ShopEnvelopes | undefined
    >;
    this.#courier = new Courier({ relay, items, ring, envelopes: this.#envelopes, turns: this.#turns, now: this.#now });
    this.waiting = this.#courier.waiting;
    this.suspended = this.#courier.suspended;
  }

  close(): void {
    this.#courier.close();
  }

  deliver(): Promise<void> {
    return this.#courier.deliver();
  }

  send(row: Row, order: SendOrder): Promise<Row> {
    return this.#turn(row, () => sendRow(row, order, this.#desk()));
  }

  async announce(row: Row): Promise<void> {
    await announce(row, this.#desk());
  }

  reissue(row: Row, reason: string): Promise<Row> {
    return this.#turn(row, () => reissue(row, reason, this.#desk()));
  }

  async post(envelope: Bytes, [day, id]: Reference): Promise<void> {
    const shop = this.parts.session.peek()?.pharmacy ?? "";
    await this.#here().add({ shop, id: hex(id), day, state: "waiting", envelope });
    this.#courier.soon();
  }

  async outcomes(references: readonly Reference[]): Promise<ReadonlyMap<string, Outcome>> {
    const { relay, session, ring, register_root } = this.parts;
    const pharmacy = fromHex(session.peek()?.pharmacy ?? "");
    const root = fromHex(register_root);
    const found = await outcomesOf(references, { relay, envelopes: this.#here(), pharmacy, root, ring: ring.peek() });
    const waiting = await this.#here().idsOf("waiting");
    if (waiting.length > this.waiting.peek().size) this.#courier.soon(); // the relay had lost one
    return found;
  }

  #turn(row: Row, work: () => Promise<Row>): Promise<Row> {
    return this.#turns.take(`${this.parts.session.peek()?.pharmacy}/${keyOf(row)}`, work);
  }

  #here(): ShopEnvelopes {
    const envelopes = this.#envelopes.peek();
    if (!envelopes) throw new Refused(401, "signed-out", new Uint8Array());
    return envelopes;
  }

  #desk(): Desk {
    const { relay, items, ring, session } = this.parts;
    const [envelopes, unlocked, member] = [this.#here(), ring.peek(), session.peek()];
    if (!unlocked || !member) throw new Refused(403, "locked", new Uint8Array());
    return {
      relay,
      items,
      envelopes,
      ring: unlocked,
      session: member,
      courier: this.#courier,
      now: Math.floor(this.#now()),
    };
  }
}
