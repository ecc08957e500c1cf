// A program for the relay's own tests: the board's rows and the outbox of two browsers, on the relay that is running. It
// reads who they are from standard input, does a morning's work, and prints what it saw.

import "fake-indexeddb/auto";
import { text } from "node:stream/consumers";
import { signal } from "@preact/signals";
import { openItems } from "../../src/counter/items/items";
import { Stale } from "../../src/counter/items/stale";
import { Relay } from "../../src/counter/relay";
import { openOutbox } from "../../src/counter/sending/outbox";
import { openStore } from "../../src/counter/store/store";
import { ringOf } from "../../src/counter/keys/ring";
import { loadTrust, type Trust } from "../../src/counter/keys/trust";
import type { Item, Ring, Row, Session } from "../../src/counter/contracts";
import { fromHex, hex, type Bytes } from "../../src/envelope/bytes";
import { signerFromSeed } from "../../src/envelope/signature";
import { ticketKeys } from "../../src/envelope/ticket";
import { standInLocks } from "./fake_locks";
import { readItem, visit } from "./fake_people";

interface Given {
  readonly url: string;
  readonly cookie_name: string;
  readonly root: string;
  readonly device: string;
  readonly people: readonly { readonly cookie: string; readonly csrf: string; readonly secret: string }[];
}

const given = JSON.parse(await text(process.stdin)) as Given;
const now = Math.floor(Date.now() / 1000);
/** Browsers whose network is cut, by CSRF token. */
const cut = new Set<string>();
const cookies = new Map(given.people.map(({ csrf, cookie }) => [csrf, cookie]));
const network = globalThis.fetch;
standInLocks();

// What a browser adds by itself: the origin, and the session's cookie where the page asks for credentials.
globalThis.fetch = (async (path: string, init: RequestInit) => {
  const headers = new Headers(init.headers);
  const csrf = headers.get("X-CSRFToken") ?? "";
  if (cut.has(csrf)) throw new TypeError("no network");
  headers.set("Origin", given.url);
  if (init.credentials === "same-origin") headers.set("Cookie", `${given.cookie_name}=${cookies.get(csrf)}`);
  return network(given.url + path, { ...init, headers });
}) as typeof fetch;

const [claire, paul] = await Promise.all(given.people.map(browser));
if (!claire || !paul) throw new Error("two browsers");
process.stdout.write(JSON.stringify({ ...(await rows()), ...(await results()), ...(await shelf()) }));
process.exit(0);

async function browser({ csrf, secret }: Given["people"][number]) {
  const [relay, store] = [new Relay(), await openStore(csrf)];
  relay.believe(csrf);
  const { csrf: _again, ...said } = await relay.json<Session & { csrf: string }>("GET", "session");
  const sources = { relay, store, root: given.root };
  const trust = (): Promise<Trust> => loadTrust(said.pharmacy ?? "", now, sources);
  const device = await signerFromSeed(fromHex(given.device));
  const ring = signal<Ring | undefined>(await ringOf(fromHex(secret), await trust(), { device, newer: trust }));
  const session = signal<Session | undefined>(said);
  const parts = { relay, store, session, ring, live_url: "", register_root: given.root };
  const items = await openItems(parts);
  await items.refresh();
  return { csrf, relay, items, outbox: openOutbox({ ...parts, items }) };
}

/** Adding, conflicts, work without a network. */
async function rows() {
  const row = await claire!.items.add(visit("Camille"));
  await paul!.items.refresh();
  const seen = shown(row);
  await claire!.items.change(row, "sampled", (item) => item);
  const conflict = await paul!.items.change(row, "cancelled", (item) => item).catch((error: unknown) => error);
  cut.add(paul!.csrf);
  const alone = await paul!.items.add(visit("Dominique"));
  await paul!.items.change(row, "sampled", (item) => ({ ...item, billed: now }));
  await claire!.items.change(row, "read", (item) => ({ ...item, household: 7 }));
  cut.delete(paul!.csrf);
  await paul!.items.refresh();
  await claire!.items.refresh();
  const merged = shown(row, claire!);
  return {
    seen: nameOf(seen?.item),
    conflict: conflict instanceof Stale && conflict.now.state,
    reserved: alone.number,
    merged: [merged?.state, merged?.item?.billed === now, merged?.item?.household, merged?.unsent],
    brought: shown(alone, claire!)?.unsent,
    days: (await claire!.items.days(row.day - 3, row.day)).length,
  };
}

/** A result, its correction, a new ticket, a cancellation. */
async function results() {
  const first = await claire!.items.add(await readItem({}, now), "read");
  await claire!.outbox.announce(first);
  const sent = await claire!.outbox.send(first, { kind: "result" });
  await claire!.outbox.deliver();
  await claire!.items.change(sent, "sent", (item) => ({ ...item, person: born(item, "1980-04-01") }));
  const corrected = await claire!.outbox.send(shown(sent, claire!) as Row, { kind: "correction", reason: "Date" });
  await claire!.outbox.deliver();
  const moved = await claire!.outbox.reissue(corrected, "Perdu");
  const again = await claire!.outbox.reissue(moved, "Perdu encore");
  const cancelled = await claire!.outbox.send(again, { kind: "cancellation", reason: "Erreur" });
  await claire!.outbox.deliver();
  const references = cancelled.item?.sent.map(({ envelope }) => envelope) ?? [];
  const outcomes = await claire!.outbox.outcomes(references);
  return {
    waiting: claire!.outbox.waiting.value.size,
    outcomes: references.map(([, id]) => outcomes.get(hex(id))?.state),
    tickets: [await ticketState(moved), await ticketState(again)],
    state: cancelled.state,
  };
}

async function shelf() {
  const kits = { in_use: [{ device: { name: "COVID-VIRO", lot: "A1" }, analytes: [] }] };
  await claire!.items.place("kits", kits);
  await paul!.items.place("kits", { in_use: [] });
  await claire!.items.refresh(); // what it wrote itself comes back first
  await claire!.items.refresh();
  return { kits: claire!.items.shelf("kits").value?.in_use.length };
}

function shown({ day, number }: Row, by = paul!): Row | undefined {
  return by.items.rows.value.find((one) => one.day === day && one.number === number);
}

function nameOf(item: Item | undefined): unknown {
  return (item?.person["identity"] as { used_first_name?: string } | undefined)?.used_first_name;
}

function born({ person }: Item, birth_date: string): Item["person"] {
  return { ...person, identity: { ...(person["identity"] as object), birth_date } };
}

async function ticketState({ item }: Row): Promise<string> {
  const { token } = await ticketKeys(item?.ticket?.secret as Bytes);
  const answer = await network(`${given.url}/t/state`, {
    method: "POST",
    body: token,
    headers: { "Content-Type": "application/octet-stream" },
  });
  return ((await answer.json()) as { state: string }).state;
}
