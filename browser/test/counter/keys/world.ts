// A register, a relay and browsers in memory, over `fetch`: enough of spec/counter-api.yaml for keys. The relay believes
// entries as the true one does: by replaying them.

import "fake-indexeddb/auto";
import { signal } from "@preact/signals";
import type { Ring, Session } from "../../../src/counter/contracts";
import { Keyring } from "../../../src/counter/keys/keyring";
import { Relay } from "../../../src/counter/relay";
import { openStore } from "../../../src/counter/store/store";
import { enrolmentKey, newEnrolmentCode } from "../../../src/envelope/access";
import { concat, hex, random, type Bytes } from "../../../src/envelope/bytes";
import { decode, encode, type Fields } from "../../../src/envelope/cbor";
import { EnvelopeError } from "../../../src/envelope/errors";
import { PharmacyLog, type Enrolments } from "../../../src/envelope/pharmacy_log";
import { signerFromSeed, type Signer } from "../../../src/envelope/signature";
import { encodeObject, hashOf, parseObject, signObject, type SignedObject } from "../../../src/envelope/signed";
import { standInLocks } from "../fake_locks";

export const NOW = 1_760_000_000;
export const SHOP = { finess: "990000001", name: "Pharmacie du Port", phone: "0100000000" };
const DOMAIN = "register.example";
const [YEAR, LIMIT] = [365 * 86_400, 1 << 20];

interface Person {
  readonly role: Session["role"];
  readonly name: string;
}

/** Whoever a browser's session is of; what it asks of the relay names the browser by its CSRF token. */
interface Seat {
  member: string;
  locked: boolean;
}

export class World {
  clock = NOW;
  log: Bytes[] = [];
  enrolments: Bytes[] = [];
  statements: Bytes[] = [];
  readonly published = new Map<string, string>();
  readonly people = new Map<string, Person>();
  readonly owners = new Map<string, Fields>();
  readonly removals: string[] = [];
  readonly halves = new Map<string, { readonly member: string; readonly half: Bytes }>();
  requests: Fields[] = [];
  isCut = false;
  /** Before an entry is taken, once: what a colleague does meanwhile. */
  meanwhile: (() => Promise<void>) | undefined;
  readonly #seats = new Map<string, Seat>();
  #signer: Signer | undefined;
  #head: SignedObject | undefined;

  async begin(): Promise<this> {
    const [root, signer] = [await signerFromSeed(random(32)), await signerFromSeed(random(32))];
    this.#signer = signer;
    await this.state("root", { threshold: 1, keys: [root.publicKey] }, root);
    await this.state("signer", { pk: signer.publicKey, not_before: NOW - 10, not_after: NOW + YEAR }, root);
    standInLocks();
    globalThis.fetch = ((path: string, init: RequestInit) => this.#fetch(path, init)) as typeof fetch;
    return this;
  }

  /** One more statement of the register. */
  async state(kind: string, fields: Fields, by: Signer = this.#signer as Signer): Promise<void> {
    const prev = this.#head ? await hashOf(this.#head) : new Uint8Array();
    const body = { domain: DOMAIN, seq: this.statements.length, prev, time: NOW - 10, ...fields };
    this.#head = await signObject(kind, body, [by]);
    this.statements.push(encodeObject(this.#head));
  }

  async root(): Promise<string> {
    return hex(await hashOf(parseObject(this.statements[0] as Bytes)));
  }

  async code(finess = SHOP.finess): Promise<string> {
    const code = newEnrolmentCode();
    const pk = await enrolmentKey(code);
    const body = { domain: DOMAIN, time: NOW - 5, finess, pk };
    this.enrolments.push(encodeObject(await signObject("enrolment", body, [this.#signer as Signer])));
    this.published.set(hex(pk), finess);
    return code;
  }

  person(name: string, role: Session["role"]): string {
    const member = hex(random(16));
    this.people.set(member, { name, role });
    return member;
  }

  /** A browser of its own, where `member` is signed in. */
  async browser(member: string): Promise<Browser> {
    const name = hex(random(8));
    this.#seats.set(name, { member, locked: false });
    const [relay, store] = [new Relay(), await openStore(name)];
    relay.believe(name);
    const configuration = { register_root: await this.root(), live_url: "", demo: false, psc: false };
    const parts = { session: signal<Session | undefined>(undefined), ring: signal<Ring | undefined>(undefined) };
    const keyring = new Keyring({ relay, store, configuration, ...parts, now: () => this.clock });
    await keyring.presence.look();
    return { keyring, sit: (other) => this.#seats.set(name, { member: other, locked: false }), ...parts };
  }

  /** The log as anybody replays it. */
  async replayed(): Promise<PharmacyLog> {
    return (await PharmacyLog.replay(this.log, this.published as Enrolments)).at(this.clock);
  }

  async #fetch(path: string, init: RequestInit): Promise<Response> {
    if (this.isCut) throw new TypeError("no network");
    try {
      return await this.#answer(path, init);
    } catch (error) {
      if (error instanceof EnvelopeError) return json({ code: error.code }, 422);
      throw error;
    }
  }

  async #answer(path: string, init: RequestInit): Promise<Response> {
    if (path === "/keys") return sequence(this.statements);
    if (path === "/enrolments") return sequence(this.enrolments);
    if (path.startsWith("/pharmacies/")) return sequence(this.log);
    const name = new Headers(init.headers).get("X-CSRFToken") ?? "";
    const seat = this.#seats.get(name) as Seat;
    const body = init.body instanceof Uint8Array ? new Uint8Array(init.body) : new Uint8Array();
    const call = `${init.method} ${path.replace("/counter/api/", "")}`;
    if (call === "GET session") return json({ signed_in: true, csrf: name, ...(await this.#session(seat)) });
    if (call === "POST log") return this.#append(decode(body, LIMIT) as Fields);
    if (call === "POST key-requests") return this.#ask(seat, decode(body, LIMIT) as Fields);
    if (call === "GET key-requests") return cbor(this.requests);
    if (call.endsWith("/removal")) return this.#remove(call, decode(body, LIMIT) as Fields);
    if (call.includes("browser-halves/")) return this.#half(call, seat, body);
    return json({ code: "not-found" }, 404);
  }

  async #session({ member, locked }: Seat): Promise<Omit<Session, "shop"> & { shop: typeof SHOP }> {
    const { name, role } = this.people.get(member) as Person;
    const pharmacy = this.log.length ? { pharmacy: hex((await this.replayed()).pharmacy) } : {};
    return { member, name, role, rpps: "", locked, shop: SHOP, ...pharmacy };
  }

  async #append({ entries, access_keys }: Fields): Promise<Response> {
    const meanwhile = this.meanwhile;
    this.meanwhile = undefined;
    await meanwhile?.();
    const log = this.log.length ? await this.replayed() : new PharmacyLog();
    for (const entry of entries as Bytes[]) await log.extend(parseObject(entry, "entry"), this.published);
    this.log = [...this.log, ...(entries as Bytes[])];
    for (const key of (access_keys ?? []) as Fields[]) this.owners.set(hex(key["sign"] as Bytes), key);
    return cbor({ seq: log.seq });
  }

  #ask({ member }: Seat, { keys }: Fields): Response {
    const { name, role } = this.people.get(member) as Person;
    this.requests = [
      { member: Uint8Array.from(member.match(/../g) ?? [], (two) => parseInt(two, 16)), name, role, keys: keys ?? [] },
    ];
    return new Response(null, { status: 204 });
  }

  async #remove(call: string, { entries }: Fields): Promise<Response> {
    await this.#append({ entries: entries ?? [] });
    this.removals.push(call.split("/")[1] ?? "");
    return new Response(null, { status: 204 });
  }

  #half(call: string, { member, locked }: Seat, half: Bytes): Response {
    const id = call.split("/")[1] ?? "";
    if (call.startsWith("PUT")) this.halves.set(id, { member, half });
    const known = this.halves.get(id);
    if (known?.member !== member || locked) return json({ code: "unknown-half" }, 404);
    return call.startsWith("GET") ? new Response(known.half) : new Response(null, { status: 204 });
  }
}

export interface Browser {
  readonly keyring: Keyring;
  readonly session: Keyring["parts"]["session"];
  readonly ring: Keyring["parts"]["ring"];
  /** Somebody else signs in here. */
  sit(member: string): void;
}

const sequence = (objects: readonly Bytes[]): Response => new Response(concat(...objects));
const json = (body: object, status = 200): Response => new Response(JSON.stringify(body), { status });
const cbor = (body: Fields | Fields[]): Response => new Response(encode(body));
