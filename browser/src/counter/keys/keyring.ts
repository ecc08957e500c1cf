// Who is signed in at this browser, and the ring while it is unlocked: changed here alone. The session says who acts and
// opens nothing; a secret opens the ring and cannot send (spec/keys.md §3).

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

/** As `GET session`, `POST sign-in` and `POST passkeys` answer. */
export type SessionAnswer = { readonly csrf: string } & (
  { readonly signed_in: false } | ({ readonly signed_in: true } & Session)
);

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
  /** Called when somebody has signed in here: this browser's other windows look. */
  onArrival: () => void = () => undefined;
  #open: OpenRing | undefined;
  /** Whether the session is of a time without network, and the relay has not confirmed it. */
  #isGuess = false;

  constructor(readonly parts: KeyringParts) {
    const { relay, store, configuration } = parts;
    this.sources = { relay, store, root: configuration.register_root };
  }

  get now(): number {
    return this.parts.now?.() ?? Math.floor(Date.now() / 1000);
  }

  /** Who acts here; `signed-out` when nobody does. */
  get acting(): Session {
    const session = this.parts.session.peek();
    if (!session) throw new Refused(401, "signed-out", new Uint8Array());
    return session;
  }

  /** Ask the relay who is signed in. `Unreachable` leaves it as it was. */
  async look(): Promise<void> {
    await this.#believe(await this.parts.relay.json<SessionAnswer>("GET", "session"));
  }

  /** Somebody has just signed in here, with a new session. */
  async arrive(answer: SessionAnswer): Promise<void> {
    this.#isGuess = false;
    await this.#believe(answer);
    this.onArrival();
  }

  /** Without a network: who touched a passkey, as the relay last described him here. */
  guess(session: Session): void {
    this.#isGuess = true;
    if (session.member !== this.parts.session.peek()?.member) this.forget();
    this.parts.session.value = session;
  }

  /** Whoever signed in here last, for a browser that opens without a network. */
  async remember(member?: string): Promise<Session | undefined> {
    const kept = await this.parts.store.setting<Session>(member === undefined ? "session" : `session/${member}`);
    return kept && (kept.until ?? Infinity) > this.now ? { ...kept, locked: false } : undefined;
  }

  async #believe(answer: SessionAnswer): Promise<void> {
    const { relay, store, session } = this.parts;
    relay.believe(answer.csrf);
    const [before, now] = [session.peek(), sessionIn(answer)];
    const isSame = before?.member === now?.member && now?.locked === false;
    if (before && this.#isGuess && !isSame) {
      session.value = { ...before, locked: true }; // the ring and what is being typed stay: a touch signs in again
      return;
    }
    this.#isGuess = false;
    if (!isSame) this.forget();
    session.value = now;
    if (!now) return store.forget("session");
    await store.keep("session", now);
    await store.keep(`session/${now.member}`, now);
  }

  /** Statements and log of the pharmacy of whoever is signed in. */
  async trust(): Promise<Trust> {
    const { pharmacy } = this.acting;
    if (pharmacy === undefined) throw new EnvelopeError("no-key", "log");
    return loadTrust(pharmacy, this.now, this.sources);
  }

  /** Open the ring with an access key's secret; false when its key is none of the pharmacy's. */
  async open(secret: Bytes): Promise<boolean> {
    const trust = await this.trust();
    const { sign } = await memberOf(secret);
    if (!trust.log.members.has(hex(sign))) return false;
    const ring = await ringOf(secret.slice(), trust, {
      device: await this.#device(trust),
      newer: () => this.refresh(),
    });
    this.#open?.forget();
    this.#take(ring);
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
    if (!secret) throw new Refused(403, "locked", new Uint8Array());
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

  #take(ring: OpenRing): void {
    this.#open = ring;
    this.parts.ring.value = ring;
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
    const isNew = this.acting.role !== "reader" && !open.log.devices.has(hex(device));
    if (!open.log.chained) await this.write(rotated);
    if (isNew) await this.write((log, author) => withDevice(log, device, author));
  }
}

function unlessRefused(error: unknown): void {
  if (!(error instanceof Unreachable || error instanceof Refused)) throw error;
}

function sessionIn(answer: SessionAnswer): Session | undefined {
  if (!answer.signed_in) return undefined;
  const { csrf: _csrf, signed_in: _signed_in, ...session } = answer;
  return session;
}
