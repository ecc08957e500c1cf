// Who carries: sends when something waits, when the network is back, when somebody unlocked, and again after a failure.

import { effect, signal, type ReadonlySignal } from "@preact/signals";
import { hex } from "../../envelope/bytes";
import { EnvelopeError } from "../../envelope/errors";
import type { Item, Ring, Row } from "../contracts";
import type { OpenItems } from "../items/items";
import type { Turns } from "../items/turns";
import { Refused, type Relay } from "../relay";
import type { ShopEnvelopes } from "../store/envelopes";
import { KEEP_DAYS } from "../store/rows";
import type { EnvelopeRecord } from "../store/schema";
import { deliver, isSuspended, type Unsent } from "./delivery";
import { findLost } from "./lost";
import { waitAfter } from "./patience";
import { isDevice, sealAgain } from "./sealer";

export interface CourierParts {
  readonly relay: Relay;
  readonly items: OpenItems;
  readonly ring: ReadonlySignal<Ring | undefined>;
  readonly envelopes: ReadonlySignal<ShopEnvelopes | undefined>;
  /** Of this browser's windows one carries at a time. */
  readonly turns: Turns;
  /** Seconds since 1970. */
  readonly now: () => number;
}

export class Courier {
  /** Those that the relay does not have, by id. */
  readonly waiting = signal<ReadonlySet<string>>(new Set());
  /** Whether the relay said, when it was last asked, that the operator suspended this installation. */
  readonly suspended = signal(false);
  readonly #end: () => void;
  #running: Promise<void> | undefined;
  #again = false;
  #closed = false;
  #failures = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly parts: CourierParts) {
    this.#end = effect(() => {
      void parts.envelopes.value; // another pharmacy's
      void parts.ring.value; // unlocked: what must be sealed again can be
      if (parts.items.online.value) this.#failures = 0;
      this.soon();
    });
  }

  close(): void {
    this.#closed = true;
    this.#end();
    clearTimeout(this.#timer);
  }

  soon(): void {
    queueMicrotask(() => void this.deliver());
  }

  /** One after the other; never rejects. */
  async deliver(): Promise<void> {
    this.#again = this.#running !== undefined;
    const carry = () => this.parts.turns.take("delivery", () => this.#deliver());
    const ended = (): void => undefined; // the database is closed: another window has a newer page
    this.#running ??= carry()
      .catch(ended)
      .finally(() => (this.#running = undefined));
    await this.#running;
    if (!this.#again) return;
    this.#again = false;
    await this.deliver();
  }

  async #deliver(): Promise<void> {
    const envelopes = this.parts.envelopes.peek();
    if (this.#closed) return;
    if (!envelopes) return void (this.waiting.value = new Set());
    clearTimeout(this.#timer);
    await this.#count(envelopes);
    const failed = await this.#try(envelopes);
    await this.#count(envelopes);
    this.#failures = failed || this.waiting.peek().size ? this.#failures + 1 : 0;
    if (this.#failures && !this.#closed)
      this.#timer = setTimeout(() => this.soon(), 1000 * waitAfter(this.#failures, failed?.retryAfter));
  }

  /** What failed, if anything did: all of it passes, or is tried again without harm. */
  async #try(envelopes: ShopEnvelopes): Promise<{ retryAfter?: number | undefined } | undefined> {
    try {
      await this.#promote(envelopes);
      await findLost({ relay: this.parts.relay, envelopes, now: this.parts.now() });
      await deliver({ relay: this.parts.relay, envelopes, sealAgain: (record) => this.#sealAgain(record) });
      await envelopes.dropBefore(Math.floor(this.parts.now() / 86_400) - KEEP_DAYS);
      this.suspended.value = false;
      return undefined;
    } catch (error) {
      if (error instanceof Refused) this.suspended.value = isSuspended(error);
      return error instanceof Refused ? { retryAfter: error.retryAfter } : {};
    }
  }

  /** A draft whose row says that it was sent: the page was closed in between. */
  async #promote(envelopes: ShopEnvelopes): Promise<void> {
    if (!this.parts.ring.peek()) return;
    for (const { id, place } of await envelopes.ofState("draft")) {
      const item = place && (await this.#row(place))?.item;
      if (item?.sent.some(({ envelope: [, sent] }) => hex(sent) === id)) await envelopes.note(id, { state: "waiting" });
    }
  }

  async #sealAgain(record: Unsent): Promise<{ envelope: Unsent["envelope"]; day: number } | undefined> {
    const ring = this.parts.ring.peek();
    if (!ring || !isDevice(ring)) return undefined;
    const row = record.place && (await this.#row(record.place));
    try {
      const again = await sealAgain(record.envelope, {
        ring,
        ticket: row?.item?.ticket,
        language: row?.item?.language,
        now: Math.floor(this.parts.now()),
      });
      if (row && again.day !== record.day) await this.#noteDay(row, record, again.day);
      return again;
    } catch (error) {
      if (error instanceof EnvelopeError) return undefined;
      throw error;
    }
  }

  /** The row names it by its new day, so that every computer finds it. */
  async #noteDay(row: Row, { id }: EnvelopeRecord, day: number): Promise<void> {
    const edit = (item: Item): Item => ({
      ...item,
      sent: item.sent.map((one) => (hex(one.envelope[1]) === id ? { ...one, envelope: [day, one.envelope[1]] } : one)),
    });
    await this.parts.items.change(row, row.state, edit);
  }

  async #row([day, number]: readonly [number, number]): Promise<Row | undefined> {
    const isIt = (row: Row): boolean => row.day === day && row.number === number;
    return this.parts.items.rows.peek().find(isIt) ?? (await this.parts.items.days(day, day)).find(isIt);
  }

  async #count(envelopes: ShopEnvelopes): Promise<void> {
    this.waiting.value = new Set([...(await envelopes.idsOf("waiting")), ...(await envelopes.idsOf("held"))]);
  }
}
