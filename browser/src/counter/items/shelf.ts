// Documents that all computers of a shop share: which kits are open, who is responsible today (spec/counter.md §4).

import { signal, type ReadonlySignal, type Signal } from "@preact/signals";
import type { Ring, Shelf as Documents } from "../contracts";
import { Refused, type Relay } from "../relay";
import type { ShopRows } from "../store/rows";
import type { DocumentRecord } from "../store/schema";
import type { Store } from "../store/store";
import { decodeDocument, encodeDocument } from "./codec";
import { getDocument, putDocument } from "./remote";
import { openContent, sealContent } from "./sheets";
import { Turns } from "./turns";
import { isForLater } from "./writing";

export interface ShelfParts {
  readonly shop: string;
  readonly relay: Relay;
  readonly store: Store;
  readonly ring: ReadonlySignal<Ring | undefined>;
  readonly rows: ShopRows;
}

export type Name = keyof Documents;
type Signals = { readonly [Each in Name]: Signal<Documents[Each] | undefined> };

const NAMES: readonly Name[] = ["kits", "duty"];
const TRIES = 3;

export class Shelf {
  readonly documents: Signals = { kits: signal(undefined), duty: signal(undefined) };
  readonly #turns: Turns;

  constructor(private readonly parts: ShelfParts) {
    this.#turns = new Turns(`${parts.store.database.name}/${parts.shop}/documents`);
  }

  /** Show what lies in this browser; nothing while locked. */
  async load(): Promise<void> {
    for (const name of NAMES) await this.#show(name);
  }

  /** Take what the relay has, and bring what it has not. */
  async look(): Promise<void> {
    for (const name of NAMES) await this.#turns.take(name, () => this.#lookAt(name));
  }

  place<Each extends Name>(name: Each, document: Documents[Each]): Promise<void> {
    return this.#turns.take(name, async () => {
      const known = await this.parts.rows.document(name);
      await this.#keep(name, known?.version ?? 0, document);
      await this.#bring(name).catch((error: unknown) => {
        if (!isForLater(error)) throw error;
      });
    });
  }

  async #lookAt(name: Name): Promise<void> {
    const known = await this.parts.rows.document(name);
    if (known?.unsent) return this.#bring(name);
    const found = await getDocument(this.parts.relay, name);
    if (!found || found.version <= (known?.version ?? 0)) return;
    await this.parts.rows.putDocument({ shop: this.parts.shop, name, ...found, unsent: 0 });
    await this.#show(name);
  }

  /** The later writer's stands: written again on whatever the relay has. */
  async #bring(name: Name): Promise<void> {
    for (let tries = 0; tries < TRIES; tries++) {
      const record = await this.parts.rows.document(name);
      if (!record?.unsent) return;
      const answer = await putDocument(this.parts.relay, name, record.version, record.sealed);
      if ("version" in answer) {
        return this.parts.rows.putDocument({ ...record, version: record.version + 1, unsent: 0 });
      }
      await this.#keep(name, answer.stale.version, await this.#open(record));
    }
  }

  async #keep(name: Name, version: number, document: object): Promise<void> {
    const sealed = await sealContent(this.#ring(), name, version + 1, encodeDocument(document));
    await this.parts.rows.putDocument({ shop: this.parts.shop, name, version, unsent: 1, sealed });
    await this.#show(name);
  }

  async #show(name: Name): Promise<void> {
    const record = await this.parts.rows.document(name);
    const ring = this.parts.ring.peek();
    const document = record && ring && (await this.#open(record).catch(() => undefined));
    const isLocked = ring !== undefined && !this.parts.ring.peek(); // meanwhile
    (this.documents[name] as Signal<unknown>).value = isLocked ? undefined : document;
  }

  async #open({ name, version, unsent, sealed }: DocumentRecord): Promise<object> {
    return decodeDocument(await openContent(this.#ring(), name, version + unsent, sealed));
  }

  #ring(): Ring {
    const ring = this.parts.ring.peek();
    if (!ring) throw new Refused(403, "locked", new Uint8Array());
    return ring;
  }
}
