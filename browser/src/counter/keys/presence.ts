// Who is signed in at this browser, as the relay last said. The session says who acts and opens nothing (spec/keys.md §3).
// The one idea: what changes the session and what asks about it go one at a time, in all windows of this browser, so that
// neither an answer of before nor its cookie comes after that of a sign-in.

import type { Signal } from "@preact/signals";
import type { Session } from "../contracts";
import { Refused, type Relay } from "../relay";
import type { Store } from "../store/store";

export interface PresenceParts {
  readonly relay: Relay;
  readonly store: Store;
  readonly session: Signal<Session | undefined>;
  /** Seconds since 1970. */
  readonly now: () => number;
  /** Somebody else acts, or nobody does: what is open is forgotten. */
  readonly forget: () => void;
}

/** As `GET session`, `POST sign-in` and `POST passkeys` answer. */
export type SessionAnswer = { readonly csrf: string } & (
  { readonly signed_in: false } | ({ readonly signed_in: true } & Session)
);

/** Setting: the counter was locked here, and the relay does not know it yet. */
const LOCK_OWED = "lock-owed";

export class Presence {
  /** Called when somebody has signed in here: this browser's other windows look. */
  onArrival: () => void = () => undefined;
  /** Whether the session is of a time without network, and the relay has not confirmed it. */
  #isGuess = false;

  constructor(private readonly parts: PresenceParts) {}

  /** Who acts here; `signed-out` when nobody does. */
  get acting(): Session {
    const session = this.parts.session.peek();
    if (!session) throw new Refused(401, "signed-out", new Uint8Array());
    return session;
  }

  /** Ask the relay who is signed in. `Unreachable` leaves it as it was. */
  look(): Promise<void> {
    return alone(async () => {
      await this.#tellLock();
      await this.#believe(await this.#ask());
    });
  }

  /** `POST sign-in` or `POST passkeys`: a new session of this browser, whoever was there before. */
  enter(path: "sign-in" | "passkeys", body: object): Promise<void> {
    return alone(async () => {
      await this.#tellLock();
      const answer = await this.parts.relay.json<SessionAnswer>("POST", path, body);
      this.#isGuess = false;
      await this.#believe(answer);
      this.onArrival();
    });
  }

  /** Everything is forgotten at once; the relay is told now or, without a network, before anything else is asked of it. */
  async lock(): Promise<void> {
    this.hide();
    await this.parts.store.keep(LOCK_OWED, true);
    await this.settle();
  }

  /** Everything is forgotten: another window locked, and tells the relay. */
  hide(): void {
    const { session, forget } = this.parts;
    forget();
    const known = session.peek();
    if (known) session.value = { ...known, locked: true };
  }

  /** Tell the relay of a lock that it has not heard of. Throws while it cannot be told. */
  async settle(): Promise<void> {
    if (await this.#owesLock()) await alone(() => this.#tellLock());
  }

  /** Without a network: who touched a passkey, as the relay last described him here. */
  guess(session: Session): void {
    this.#isGuess = true;
    if (session.member !== this.parts.session.peek()?.member) this.parts.forget();
    this.parts.session.value = session;
  }

  /** Whoever signed in here last, for a browser that opens without a network. */
  async remember(member?: string): Promise<Session | undefined> {
    const { store, now } = this.parts;
    const kept = await store.setting<Session>(member === undefined ? "session" : `session/${member}`);
    return kept && (kept.until ?? Infinity) > now() ? { ...kept, locked: false } : undefined;
  }

  #ask(): Promise<SessionAnswer> {
    return this.parts.relay.json<SessionAnswer>("GET", "session");
  }

  async #believe(answer: SessionAnswer): Promise<void> {
    const { relay, store, session, forget } = this.parts;
    relay.believe(answer.csrf);
    const [before, now] = [session.peek(), sessionIn(answer)];
    const isSame = before?.member === now?.member && now?.locked === false;
    if (before && this.#isGuess && !isSame) {
      session.value = { ...before, locked: true }; // the ring and what is being typed stay: a touch signs in again
      return;
    }
    this.#isGuess = false;
    if (!isSame) forget();
    session.value = now;
    if (!now) return store.forget("session");
    await store.keep("session", now);
    await store.keep(`session/${now.member}`, now);
  }

  async #owesLock(): Promise<boolean> {
    return (await this.parts.store.setting<boolean>(LOCK_OWED)) ?? false;
  }

  async #tellLock(): Promise<void> {
    if (!(await this.#owesLock())) return;
    const lock = () => this.parts.relay.json("POST", "lock");
    const withNewToken = async (error: unknown) => {
      if (!(error instanceof Refused && error.code === "csrf")) throw error;
      this.parts.relay.believe((await this.#ask()).csrf); // this page was loaded, or another window signed in, since
      await lock();
    };
    await lock().catch(withNewToken).catch(unlessNobody);
    await this.parts.store.forget(LOCK_OWED);
  }
}

function alone(work: () => Promise<void>): Promise<void> {
  return navigator.locks.request("sceau-session", work);
}

function unlessNobody(error: unknown): void {
  if (!(error instanceof Refused && error.status === 401)) throw error; // nobody is signed in: nothing is left to lock
}

function sessionIn(answer: SessionAnswer): Session | undefined {
  if (!answer.signed_in) return undefined;
  const { csrf: _csrf, signed_in: _signed_in, ...session } = answer;
  return session;
}
