// The ring while it is unlocked: opened, changed and forgotten here alone. A secret opens it and cannot send (spec/keys.md §3).

import { signal, type Signal } from "@preact/signals";
import { memberOf } from "../../envelope/access";
import { fromHex, hex, type Bytes } from "../../envelope/bytes";
import type { Author } from "../../envelope/enrol";
import { EnvelopeError } from "../../envelope/errors";
import type { Signer } from "../../envelope/signature";
import type { Configuration, Ring, Session } from "../contracts";
import { Refused, Unreachable, type Relay } from "../relay";
import type { Store } from "../store/store";
import { rotated, withDevice } from "./entries";
import { Presence } from "./presence";
import { ringOf, type OpenRing } from "./ring";
import { loadTrust, type Sources, type Trust } from "./trust";

export interface KeyringParts {
  readonly relay: Relay;
  readonly store: Store;
  readonly configuration: Configuration;
  readonly session: Signal<Session | undefined>;
  readonly ring: Signal<Ring | undefined>;
  /** Seconds since 1970; of the clock unless given. */
  readonly now?: () => number;
}

/** How an access key is known to the relay: whose, and where its secret comes from. */
export interface KeyOwner {
  readonly sign: Bytes;
  readonly member: string;
  readonly kind: Kind;
  readonly label: string;
}

/** A secret whose access key is to join the log. */
export interface Offer {
  readonly secret: Bytes;
  readonly kind: Kind;
  readonly label: string;
}

export type Kind = "passkey" | "kit" | "browser";

/** Makes entries on the log as it is now. */
export type Building = (log: Trust["log"], author: Author) => Promise<readonly Bytes[]>;

const STALE = new Set(["bad-chain", "bad-entry"]);

export class Keyring {
  readonly sources: Sources;
  /** Made just now and none of the pharmacy's yet: what a screen adds, or asks to have added. */
  offered: Offer | undefined;
  /** Access keys (`sign`, in hexadecimal) of passkeys that a new link has replaced: they leave with the next change. */
  lost: readonly string[] = [];
  /** Somebody has just signed in, and nothing here opened the ring. */
  readonly isShut = signal(false);
  readonly presence: Presence;
  #open: OpenRing | undefined;
  /** How often everything was forgotten: what was being opened meanwhile does not open. */
  #forgotten = 0;

  constructor(readonly parts: KeyringParts) {
    const { relay, store, configuration, session } = parts;
    this.sources = { relay, store, root: configuration.register_root };
    this.presence = new Presence({ relay, store, session, now: () => this.now, forget: () => this.forget() });
  }

  get now(): number {
    return this.parts.now?.() ?? Math.floor(Date.now() / 1000);
  }

  /** Statements and log of the pharmacy of whoever is signed in. */
  async trust(): Promise<Trust> {
    const { pharmacy } = this.presence.acting;
    if (pharmacy === undefined) throw new EnvelopeError("no-key", "log");
    return loadTrust(pharmacy, this.now, this.sources);
  }

  /** Open the ring with an access key's secret; false when its key is none of the pharmacy's. `first` is done before anybody
   *  sees the ring: without a network it keeps nobody out, what is refused does. `locked` when all was forgotten meanwhile. */
  async open(secret: Bytes, first?: () => Promise<void>): Promise<boolean> {
    const forgotten = this.#forgotten;
    const trust = await this.trust();
    const { sign } = await memberOf(secret);
    if (!trust.log.members.has(hex(sign))) return false;
    const ring = await ringOf(secret.slice(), trust, {
      device: await this.#device(trust),
      newer: () => this.refresh(),
    });
    if (this.#forgotten !== forgotten) {
      ring.forget();
      throw locked();
    }
    this.#open?.forget();
    this.#open = ring;
    if (first) await this.#before(first, forgotten);
    this.parts.ring.value = this.#open;
    await this.#settle().catch(unlessRefused); // it reads at least; what cannot be sent says why
    return true;
  }

  /** Look at the log again: what colleagues changed. The ring is forgotten when its key left the log. */
  async refresh(): Promise<Trust> {
    const trust = await this.trust();
    const open = this.#open;
    if (open && !trust.log.members.has(hex(open.member.publicKey))) this.forget();
    else if (open && trust.log.seq !== open.log.seq) this.#take(open.on(trust));
    return trust;
  }

  /** Lock: secrets are overwritten and the ring is gone. */
  forget(): void {
    this.#forgotten++;
    this.#open?.forget();
    this.#open = undefined;
    this.offered?.secret.fill(0);
    this.offered = undefined;
    this.lost = [];
    this.isShut.value = false;
    this.parts.ring.value = undefined;
  }

  /** Write to the log as whoever holds the ring, on the log of now; `owners` says whose the added access keys are. */
  async write(build: Building, owners: readonly KeyOwner[] = []): Promise<void> {
    await this.change(
      (log) => this.build((author) => build(log, author)),
      (entries) => this.send(entries, owners),
    );
  }

  /** Make entries as whoever holds the ring; `locked` when nobody does. */
  build<Made>(make: (author: Author) => Promise<Made>): Promise<Made> {
    const secret = this.#open?.secret;
    if (!secret) throw locked();
    return make({ secret: secret.slice(), time: this.now });
  }

  /** Make entries and bring them; once more on the newer log when a colleague was first. */
  async change(
    make: (log: Trust["log"]) => Promise<readonly Bytes[]>,
    bring: (entries: readonly Bytes[]) => Promise<unknown>,
  ): Promise<void> {
    try {
      await bring(await make((await this.trust()).log));
    } catch (error) {
      if (!(error instanceof Refused && STALE.has(error.code))) throw error;
      await bring(await make((await this.trust()).log));
    }
    await this.refresh();
  }

  async send(entries: readonly Bytes[], owners: readonly KeyOwner[]): Promise<void> {
    const access_keys = owners.map(({ member, ...key }) => ({ ...key, member: fromHex(member) }));
    await this.parts.relay.cbor("POST", "log", { entries: [...entries], access_keys });
  }

  /** The same ring on a newer log: shown where the one before was. */
  #take(ring: OpenRing): void {
    this.#open = ring;
    if (this.parts.ring.peek()) this.parts.ring.value = ring;
  }

  async #before(first: () => Promise<void>, forgotten: number): Promise<void> {
    this.parts.ring.value = undefined;
    try {
      await first();
    } catch (error) {
      if (!(error instanceof Unreachable)) {
        this.#open?.forget();
        this.#open = undefined;
        throw error;
      }
    }
    if (this.#forgotten !== forgotten) throw locked();
  }

  /** This browser's key: another one when a member has removed it from the log. */
  async #device({ log }: Trust): Promise<Signer> {
    const { store } = this.parts;
    const pharmacy = hex(log.pharmacy);
    const known = await store.device(pharmacy);
    const isRemoved = known && log.hasServed(known.publicKey) && !log.devices.has(hex(known.publicKey));
    return known && !isRemoved ? known : store.makeDevice(pharmacy);
  }

  /** After a recovery nobody here has an epoch; and without its device a browser sends nothing, as a reader's does. */
  async #settle(): Promise<void> {
    const open = this.#open;
    if (!open) return;
    const device = open.device.publicKey;
    const isNew = this.presence.acting.role !== "reader" && !open.log.devices.has(hex(device));
    if (!open.log.chained) await this.write(rotated);
    if (isNew) await this.write((log, author) => withDevice(log, device, author));
  }
}

const locked = (): Refused => new Refused(403, "locked", new Uint8Array());

function unlessRefused(error: unknown): void {
  if (!(error instanceof Unreachable || error instanceof Refused)) throw error;
}
