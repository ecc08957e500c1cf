// A relay in memory that answers as spec/counter.md and spec/relay-api.yaml say, over `fetch`: two browsers of one shop
// can speak to it, each with a network of its own that can be cut.

import { hex, type Bytes } from "../../src/envelope/bytes";
import { decode, encode, splitSequence, type Fields, type Value } from "../../src/envelope/cbor";
import { parseEnvelope, type ParsedEnvelope } from "../../src/envelope/wire";
import type { PharmacyLog } from "../../src/envelope/pharmacy_log";

interface Stored {
  readonly version: number;
  readonly change: number;
  readonly state?: string;
  readonly sealed: Bytes;
}

interface Row {
  readonly day: number;
  readonly number: number;
  readonly state: string;
  readonly change: number;
}

interface Call {
  readonly method: string;
  readonly path: string;
  readonly body: Bytes;
  readonly browser: string;
}

const LIMIT = 16 * 1024 * 1024;

export class FakeRelay {
  change = 0;
  /** Rows that an answer has at most. */
  page = 960;
  readonly items = new Map<string, Stored>();
  readonly shelf = new Map<string, Stored>();
  readonly envelopes = new Map<string, ParsedEnvelope>();
  /** What the status of an envelope says beside its state, by id. */
  readonly statuses = new Map<string, object>();
  readonly announced: Fields[] = [];
  readonly reissued: Value[] = [];
  readonly calls: string[] = [];
  /** Browsers (the CSRF token names them) whose network is cut. */
  readonly cut = new Set<string>();
  /** Browsers whose session is locked. */
  readonly locked = new Set<string>();
  /** Browsers whose page has the token of a session before. */
  readonly outdated = new Set<string>();
  /** Browsers of a member whom the operator lets call no more. */
  readonly suspended = new Set<string>();
  /** Answers that are lost on their way back: how many. */
  lost = 0;
  /** Code with which the next envelopes are refused, by id; one of "*" is for all. */
  readonly refusals = new Map<string, string[]>();
  readonly #next = new Map<number, number>();
  #reserve = 500;

  constructor(
    private readonly today: () => number,
    private readonly log: PharmacyLog,
    private readonly now: () => number,
  ) {}

  readonly fetch = async (address: string, init: RequestInit): Promise<Response> => {
    const browser = browserOf(init);
    if (this.cut.has(browser)) throw new TypeError("no network");
    const call = { method: init.method ?? "GET", path: address, body: await bodyOf(init), browser };
    this.calls.push(`${call.method} ${call.path}`);
    const answer = await this.#answer(call);
    if (this.lost > 0 && call.method !== "GET" && !call.path.endsWith("/token")) {
      this.lost--;
      throw new TypeError("answer lost");
    }
    return answer;
  };

  async #answer(call: Call): Promise<Response> {
    const path = call.path.replace("/counter/api/", "");
    if (path === "token" && this.outdated.has(call.browser)) return problem(403, "csrf");
    if (path === "token" && this.suspended.has(call.browser)) return problem(403, "client-suspended");
    if (path === "token") return json({ access_token: call.browser, expires_in: 300 });
    if (path === "numbers") return this.#numbers(call);
    if (path.startsWith("items?")) return this.#list(call, new URLSearchParams(path.slice(6)));
    if (path.startsWith("items/")) return this.#put(call, this.items, path.slice(6));
    if (path.startsWith("shelf/")) return this.#document(call, path.slice(6));
    if (path === "/envelopes") return this.#accept(call);
    if (path === "/envelopes/status") return this.#status(call);
    if (path.endsWith("/copy")) return this.#copy(path.split("/")[3] ?? "");
    if (path === "/announce") return this.#noted(this.announced, call);
    if (path === "/reissue") return this.#reissue(call);
    return problem(404, "not-found");
  }

  #numbers({ body }: Call): Response {
    const { day, count, reserve } = JSON.parse(new TextDecoder().decode(body));
    const first = reserve ? this.#reserve : (this.#next.get(day) ?? 1);
    if (reserve) this.#reserve += count;
    else this.#next.set(day, first + count);
    return json({ first });
  }

  #list({ browser }: Call, query: URLSearchParams): Response {
    const after = query.get("after");
    const [first, above] = [Number(query.get("first") ?? 0), Number(query.get("above") ?? 0)];
    const rows = [...this.items].map(([place, item]) => rowOf(place, item, this.locked.has(browser)) as unknown as Row);
    const wanted = rows.filter(({ day, number, state, change }) => {
      if (after && after !== "0") return change > Number(after);
      if (day < first || (day === first && number <= above)) return false;
      if (after === null) return day <= Number(query.get("last"));
      return day === this.today() || !["sent", "cancelled"].includes(state);
    });
    const byChange = after !== null && after !== "0";
    wanted.sort((one, other) =>
      byChange ? one.change - other.change : one.day - other.day || one.number - other.number,
    );
    const items = wanted.slice(0, this.page);
    if (wanted.length <= this.page) return cbor({ change: this.change, items: items as unknown as Value[] });
    const change = byChange ? (items.at(-1) as Row).change : this.change;
    return cbor({ change, items: items as unknown as Value[], more: true });
  }

  #put({ body, browser }: Call, kept: Map<string, Stored>, name: string): Response {
    if (this.locked.has(browser)) return problem(403, "locked");
    const { version, state, sealed } = decode(body, LIMIT) as { version: number; state?: string; sealed: Bytes };
    const known = kept.get(name);
    if ((known?.version ?? 0) !== version) return cbor(known ? rowOf(name, known, false) : {}, 409);
    this.change++;
    kept.set(name, { version: version + 1, change: this.change, sealed, ...(state !== undefined && { state }) });
    return cbor({ version: version + 1, change: this.change });
  }

  #document(call: Call, name: string): Response {
    if (call.method === "PUT") return this.#put(call, this.shelf, name);
    const known = this.shelf.get(name);
    return known ? cbor(rowOf(name, known, this.locked.has(call.browser))) : problem(404, "not-found");
  }

  async #accept({ body }: Call): Promise<Response> {
    const lines: object[] = [];
    for (const bytes of splitSequence(body, LIMIT)) lines.push(await this.#acceptOne(bytes));
    return new Response(lines.map((line) => `${JSON.stringify(line)}\n`).join(""), { status: 200 });
  }

  async #acceptOne(bytes: Bytes): Promise<object> {
    const envelope = await parseEnvelope(bytes);
    const { day, sender, copies, commit } = envelope.parsedHeader;
    const id = hex(envelope.parsedHeader.id);
    const told = (this.refusals.get(id) ?? this.refusals.get("*"))?.shift();
    if (told) return refused(id, told);
    if (!this.log.devices.has(hex(sender))) return refused(id, "unknown-device");
    try {
      this.log.checkKid(copies[1]?.kid as Bytes, this.now());
    } catch (error) {
      return refused(id, (error as { code: string }).code);
    }
    const known = this.envelopes.get(id);
    if (known && hex(known.parsedHeader.commit) !== hex(commit)) return refused(id, "conflict");
    if (!known && day < this.today() - 60) return refused(id, "too-old");
    if (!known) this.envelopes.set(id, envelope);
    return { id, day, status: known ? 200 : 201, state: "accepted" };
  }

  #status({ body }: Call): Response {
    const asked = decode(body, LIMIT) as [number, Bytes][];
    const lines = asked.map(([day, id]) => {
      const known = this.envelopes.get(hex(id));
      if (!known || known.parsedHeader.day !== day) return { id: hex(id), day, code: "unknown-envelope" };
      return { id: hex(id), day, state: "accepted", steps: [], attempts: 0, ...this.statuses.get(hex(id)) };
    });
    return new Response(lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
  }

  #copy(id: string): Response {
    const known = this.envelopes.get(id);
    if (!known) return problem(404, "unknown-envelope");
    const { header, signature, copies } = known;
    return cbor({ header, signature, copy: copies[1] as Bytes });
  }

  #reissue(call: Call): Response {
    const told = this.refusals.get("reissue")?.shift();
    return told ? problem(422, told) : this.#noted(this.reissued, call);
  }

  #noted(list: Value[], { body }: Call): Response {
    list.push(decode(body, LIMIT));
    return new Response(null, { status: 204 });
  }
}

function rowOf(place: string, { version, change, state, sealed }: Stored, isLocked: boolean): Fields {
  const [day, number] = place.split("/").map(Number);
  const where: Fields = number === undefined ? {} : { day: day as number, number };
  return { ...where, version, change, ...(state !== undefined && { state }), ...(!isLocked && { sealed }) };
}

function refused(id: string, code: string): object {
  return { id, code, status: code === "conflict" ? 409 : 422 };
}

function browserOf({ headers }: RequestInit): string {
  const given = new Headers(headers);
  return given.get("X-CSRFToken") ?? given.get("Authorization")?.slice("Bearer ".length) ?? "";
}

async function bodyOf({ body }: RequestInit): Promise<Bytes> {
  return new Uint8Array(await new Response(body ?? null).arrayBuffer());
}

const json = (body: object): Response => new Response(JSON.stringify(body));
const cbor = (body: Fields, status = 200): Response => new Response(encode(body), { status });
const problem = (status: number, code: string): Response => new Response(JSON.stringify({ code }), { status });
