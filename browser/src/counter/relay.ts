// How the counter speaks to its relay: the session's own addresses (cookie and CSRF header), and the public interface
// that every software uses (a five-minute token which the session gives). No other origin is ever asked.

import type { Bytes } from "../envelope/bytes";
import { decode, encode, type Fields, type Value } from "../envelope/cbor";

/** No answer at all: no network, or a relay that is down. What was to be sent is kept. */
export class Unreachable extends Error {
  override readonly name = "Unreachable";
}

/** The relay's refusal: a code of spec/errors.json. `body` is the answer's bytes, where it brings more than a problem. */
export class Refused extends Error {
  override readonly name = "Refused";

  constructor(
    readonly status: number,
    readonly code: string,
    readonly body: Bytes,
    /** Seconds that the relay asks to wait. */
    readonly retryAfter?: number,
  ) {
    super(code);
  }
}

export interface Answer {
  readonly status: number;
  readonly body: Bytes;
}

interface Token {
  readonly text: string;
  readonly ends: number;
}

const API = "/counter/api/";
const ANSWER_LIMIT = 16 * 1024 * 1024;
const [JSON_TYPE, CBOR_TYPE] = ["application/json", "application/cbor"];
const TIMEOUT = 20_000;
/** Said while nothing else of the session is asked (keys/presence.ts), which looks after `first` itself. */
const ALONE = new Set(["session", "lock", "sign-in", "passkeys"]);
const SHUT = new Set(["signed-out", "locked"]);

export class Relay {
  /** Called when the relay says that nobody acts here any more: signed out or locked, from elsewhere. */
  onShut: () => void = () => undefined;
  /** Awaited before the session is asked for anything: what the relay must hear first. It throws while it cannot be told. */
  first: () => Promise<void> = async () => undefined;
  #csrf = "";
  #token: Token | undefined;

  /** The CSRF token comes with the session's answer and changes at sign-in. */
  believe(csrf: string): void {
    this.#csrf = csrf;
    this.#token = undefined;
  }

  /** `session`, `members/…`: an address of the session, with a JSON body and answer. */
  async json<Result>(method: string, path: string, body?: object): Promise<Result> {
    const sent = body === undefined ? undefined : JSON.stringify(body);
    const answer = await this.#own(method, path, JSON_TYPE, sent);
    return (answer.body.length ? JSON.parse(new TextDecoder().decode(answer.body)) : undefined) as Result;
  }

  /** The same with canonical CBOR both ways. */
  async cbor(method: string, path: string, body?: Fields): Promise<Value> {
    const answer = await this.#own(method, path, CBOR_TYPE, body && encode(body));
    return answer.body.length ? decode(answer.body, ANSWER_LIMIT, "answer") : {};
  }

  /** The same with bytes as they are: the relay's half of an enrolled browser. */
  async bytes(method: string, path: string, body?: Bytes): Promise<Bytes> {
    return (await this.#own(method, path, "application/octet-stream", body)).body;
  }

  /** The public interface, as any software calls it: bytes both ways. */
  async open(method: string, path: string, type: string, body?: Bytes): Promise<Answer> {
    const headers = { "Content-Type": type, Authorization: `Bearer ${await this.#bearer()}` };
    return ask(path, { method, headers, credentials: "omit", ...(body && { body }) }).catch((refused: unknown) => {
      if (refused instanceof Refused && refused.status === 401) this.#token = undefined; // the next call asks for another
      throw refused;
    });
  }

  /** What anybody may read: keys, enrolments, pharmacies' logs. */
  async read(path: string): Promise<Bytes> {
    return (await ask(path, { method: "GET", credentials: "omit" })).body;
  }

  async #own(method: string, path: string, type: string, body?: BodyInit): Promise<Answer> {
    if (!ALONE.has(path)) await this.first();
    const headers = { "Content-Type": type, "X-CSRFToken": this.#csrf };
    const init = { method, headers, credentials: "same-origin", ...(body !== undefined && { body }) } as const;
    return ask(API + path, init).catch((error: unknown) => {
      if (error instanceof Refused && SHUT.has(error.code)) this.onShut();
      throw error;
    });
  }

  async #bearer(): Promise<string> {
    if (!this.#token || this.#token.ends < Date.now()) {
      const given = await this.json<{ access_token: string; expires_in: number }>("POST", "token");
      this.#token = { text: given.access_token, ends: Date.now() + 1000 * (given.expires_in - 30) };
    }
    return this.#token.text;
  }
}

async function ask(path: string, init: RequestInit): Promise<Answer> {
  const unreachable = (): never => {
    throw new Unreachable("no answer");
  };
  const options = { ...init, cache: "no-store", signal: AbortSignal.timeout(TIMEOUT) } as const;
  const response = await fetch(path, options).catch(unreachable);
  const body = new Uint8Array(await response.arrayBuffer().catch(unreachable)); // the network may go in its midst
  if (!response.ok) throw new Refused(response.status, codeOf(body), body, retryAfterOf(response));
  return { status: response.status, body };
}

function retryAfterOf(response: Response): number | undefined {
  const seconds = response.headers.get("Retry-After") ?? "";
  return /^[0-9]{1,9}$/.test(seconds) ? Number(seconds) : undefined;
}

function codeOf(body: Bytes): string {
  try {
    return String((JSON.parse(new TextDecoder().decode(body)) as { code?: unknown }).code ?? "");
  } catch {
    return "";
  }
}
