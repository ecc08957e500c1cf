// From enrolment to removal, with real keys and a log that refuses what it must.

import { beforeEach, expect, test } from "vitest";
import * as changing from "../../../src/counter/keys/changing";
import { enterByBrowser, enterByKit } from "../../../src/counter/keys/entering";
import { begun } from "../../../src/counter/keys/entries";
import type { Offer } from "../../../src/counter/keys/keyring";
import { newKit } from "../../../src/counter/keys/kit";
import { kitText, memberOf, newAccessSecret } from "../../../src/envelope/access";
import { concat, hex, random, type Bytes } from "../../../src/envelope/bytes";
import { epochSeed } from "../../../src/envelope/enrol";
import { EnvelopeError } from "../../../src/envelope/errors";
import { NOW, SHOP, World, type Browser } from "./world";

const offer = (kind: Offer["kind"]): Offer => ({ secret: newAccessSecret(), kind, label: `Ma clé ${kind}` });

let world: World;
let titular: Browser;
let claire: string;
let kit: Offer;
let passkey: Offer;

beforeEach(async () => {
  world = await new World().begin();
  claire = world.person("Claire Exemple", "titular");
  titular = await world.browser(claire);
  [kit, passkey] = [offer("kit"), offer("passkey")];
  titular.keyring.offered = passkey;
  await changing.beginPharmacy(titular.keyring, await world.code(), kit);
});

const epoch = () => ringOf(titular).log.epoch;

function ringOf({ ring }: Browser) {
  if (!ring.value) throw new Error("locked");
  return ring.value;
}

test("a pharmacy begins with its kit, what opens from day to day, this browser and an epoch", async () => {
  const log = await world.replayed();
  expect([...log.members.keys()].sort()).toEqual(await signs(kit, passkey));
  expect([...log.devices]).toEqual([[hex(ringOf(titular).device.publicKey), "sceau-counter"]]);
  expect(await ringOf(titular).seedOf(log.epoch.kid)).toHaveLength(32);
});

test("the relay is told whose each access key is", async () => {
  const kinds = [...world.owners.values()].map(({ kind, member }) => [kind, hex(member as Bytes)]);
  expect(kinds).toEqual([
    ["kit", claire],
    ["passkey", claire],
  ]);
});

test("a kit, a passkey's secret and both halves of a browser open the same epoch", async () => {
  await changing.addBrowser(titular.keyring, "Poste 1");
  const seeds: Bytes[] = [await ringOf(titular).seedOf(epoch().kid)];
  const printed = await kitText(kit.secret);
  const { kid } = epoch();
  for (const enter of [
    () => enterByKit(titular.keyring, printed),
    () => enterByBrowser(titular.keyring),
    async () => ((await titular.keyring.open(passkey.secret)) ? "open" : "no-key"),
  ]) {
    titular.keyring.forget();
    expect(await enter()).toBe("open");
    seeds.push(await ringOf(titular).seedOf(kid));
  }
  expect(new Set(seeds.map(hex)).size).toBe(1);
});

test("a browser whose new key is refused opens with the one of before", async () => {
  await changing.addBrowser(titular.keyring, "Poste 1");
  world.meanwhile = () => Promise.reject(new EnvelopeError("not-signed", "entry"));
  await expect(changing.addBrowser(titular.keyring, "Poste 1")).rejects.toMatchObject({ code: "not-signed" });
  titular.keyring.forget();
  expect(await enterByBrowser(titular.keyring)).toBe("open");
});

test("neither half of an enrolled browser opens alone", async () => {
  await changing.addBrowser(titular.keyring, "Poste 1");
  titular.keyring.forget();
  const [id = ""] = world.halves.keys();
  world.halves.set(id, { member: claire, half: new Uint8Array(32) });
  expect(await enterByBrowser(titular.keyring)).toBe("no-key");
  world.halves.delete(id);
  expect(await enterByBrowser(titular.keyring)).toBe("no-key");
});

test("the relay's half is nobody else's", async () => {
  await changing.addBrowser(titular.keyring, "Poste 1");
  const other = world.person("Paul Exemple", "member");
  titular.sit(other);
  await titular.keyring.presence.look();
  expect(await enterByBrowser(titular.keyring)).toBe("no-key");
  expect(titular.ring.value).toBeUndefined();
});

test("once locked, nothing opens and no secret is left", async () => {
  const ring = ringOf(titular);
  await ring.seedOf(epoch().kid);
  titular.keyring.forget();
  await expect(ring.seedOf(ring.log.epoch.kid)).rejects.toMatchObject({ code: "cannot-open" });
  expect(hex(ring.secret)).toBe("00".repeat(32));
});

test("what was made elsewhere opens nothing here", async () => {
  titular.keyring.forget();
  expect(await enterByKit(titular.keyring, (await newKit()).groups.join(" "))).toBe("no-key");
});

test("an invited colleague sees the six words that the titular pharmacist sees", async () => {
  const { words, request } = await invited("Paul Exemple");
  expect(await changing.wordsOfRequest(titular.keyring, request)).toEqual(words);
});

test("keys that the relay put in the place of the newcomer's give other words", async () => {
  const { words, request } = await invited("Paul Exemple");
  const others = await Promise.all(
    request.keys.map(async (key) => ({ ...key, ...(await memberOf(newAccessSecret())) })),
  );
  expect(await changing.wordsOfRequest(titular.keyring, { ...request, keys: others })).not.toEqual(words);
});

test("nobody reads before the words were confirmed", async () => {
  const { browser, secret } = await invited("Paul Exemple");
  expect(await browser.keyring.open(secret)).toBe(false);
});

test("a colleague who was confirmed reads what is sealed from then on, and what was before", async () => {
  const before = epoch();
  const seed = await ringOf(titular).seedOf(before.kid);
  const { browser, secret, request } = await invited("Paul Exemple");
  await changing.confirmRequest(titular.keyring, request);
  expect(await browser.keyring.open(secret)).toBe(true);
  expect(await ringOf(browser).seedOf(before.kid)).toEqual(seed);
  expect(await ringOf(browser).seedOf(epoch().kid)).toEqual(await ringOf(titular).seedOf(epoch().kid));
});

test("a new computer signs with a key of its own, in the log from the first unlocking", async () => {
  const elsewhere = await world.browser(claire);
  await elsewhere.keyring.open(passkey.secret);
  const device = hex(ringOf(elsewhere).device.publicKey);
  expect(device).not.toBe(hex(ringOf(titular).device.publicKey));
  expect((await world.replayed()).devices.has(device)).toBe(true);
});

test("a computer that was removed signs with another key when somebody unlocks it again", async () => {
  const device = hex(ringOf(titular).device.publicKey);
  await changing.removeDevice(titular.keyring, device);
  titular.keyring.forget();
  await titular.keyring.open(passkey.secret);
  expect(hex(ringOf(titular).device.publicKey)).not.toBe(device);
  expect((await world.replayed()).devices.has(hex(ringOf(titular).device.publicKey))).toBe(true);
});

test("removing a person removes all keys and begins an epoch, in one request", async () => {
  const { member, secret, request, browser } = await invited("Paul Exemple");
  await changing.confirmRequest(titular.keyring, request);
  const keys = request.keys.map(({ sign, kind, label }) => ({ sign: hex(sign), kind, label }));
  const before = epoch();
  await changing.removeColleague(titular.keyring, colleague(member, keys));
  expect(world.removals).toEqual([member]);
  expect([...(await world.replayed()).members.keys()].sort()).toEqual(await signs(kit, passkey));
  expect(hex(epoch().kid)).not.toBe(hex(before.kid));
  expect(await browser.keyring.open(secret)).toBe(false);
});

test("who left cannot open the new epoch, with any key or any seed of before", async () => {
  const { member, secret, request } = await invited("Paul Exemple");
  await changing.confirmRequest(titular.keyring, request);
  const keys = request.keys.map(({ sign, kind, label }) => ({ sign: hex(sign), kind, label }));
  await changing.removeColleague(titular.keyring, colleague(member, keys));
  await expect(epochSeed(ringOf(titular).log, epoch(), secret)).rejects.toMatchObject({ code: "cannot-open" });
  const readers = await Promise.all([kit, passkey].map(async (one) => (await memberOf(one.secret)).kem));
  expect(epoch().seeds.size).toBe(readers.length + 1); // and the seed of before, sealed to the new epoch: not the other way round
});

test("a colleague who wrote meanwhile is no obstacle: the entries are made again on what is there now", async () => {
  const elsewhere = await world.browser(claire);
  await elsewhere.keyring.open(passkey.secret);
  world.meanwhile = () => changing.rotate(elsewhere.keyring);
  const count = world.log.length;
  await changing.rotate(titular.keyring);
  expect(world.log).toHaveLength(count + 2);
});

test("a ring hears of an epoch that it does not know when somebody names it", async () => {
  const elsewhere = await world.browser(claire);
  await elsewhere.keyring.open(passkey.secret);
  await changing.rotate(elsewhere.keyring);
  const { kid } = ringOf(elsewhere).log.epoch;
  expect(await ringOf(titular).seedOf(kid)).toEqual(await ringOf(elsewhere).seedOf(kid));
  expect(ringOf(titular).log.seq).toBe(world.log.length - 1);
});

test("a new kit opens and the old one does not", async () => {
  const fresh = offer("kit");
  await changing.replaceKit(titular.keyring, fresh.secret, "Kit", await signs(kit));
  titular.keyring.forget();
  expect(await titular.keyring.open(kit.secret)).toBe(false);
  expect(await titular.keyring.open(fresh.secret)).toBe(true);
});

test("a lost passkey: the kit opens, and a new passkey takes the old one's place", async () => {
  titular.keyring.forget();
  await enterByKit(titular.keyring, await kitText(kit.secret));
  const fresh = offer("passkey");
  titular.keyring.offered = fresh;
  titular.keyring.lost = await signs(passkey);
  await changing.addOffered(titular.keyring);
  titular.keyring.forget();
  expect(await titular.keyring.open(passkey.secret)).toBe(false);
  expect(await titular.keyring.open(fresh.secret)).toBe(true);
});

test("a passkey that the kit lets in is in the log before the board opens", async () => {
  titular.keyring.forget();
  const fresh = offer("passkey");
  titular.keyring.offered = fresh;
  let wasShown: boolean | undefined;
  world.meanwhile = async () => void (wasShown = titular.ring.value !== undefined);
  expect(await letIn()).toBe("open");
  expect(wasShown).toBe(false);
  expect(ringOf(titular).log.members.has(hex((await memberOf(fresh.secret)).sign))).toBe(true);
});

test("a passkey that is refused opens nothing yet", async () => {
  titular.keyring.forget();
  titular.keyring.offered = passkey; // it is in the log already
  await expect(letIn()).rejects.toMatchObject({ code: "bad-entry" });
  expect(titular.ring.value).toBeUndefined();
});

test("without a network the kit opens, and the passkey waits to be let in", async () => {
  titular.keyring.forget();
  const fresh = offer("passkey");
  titular.keyring.offered = fresh;
  world.isCut = true;
  expect(await letIn()).toBe("open");
  expect(titular.ring.value).toBeDefined();
  world.isCut = false;
  await changing.addOffered(titular.keyring);
  titular.keyring.forget();
  expect(await titular.keyring.open(fresh.secret)).toBe(true);
});

test("what is locked while it opens stays shut", async () => {
  titular.keyring.forget();
  const opening = titular.keyring.open(passkey.secret);
  titular.keyring.forget();
  await expect(opening).rejects.toMatchObject({ code: "locked" });
  titular.keyring.offered = offer("passkey");
  world.meanwhile = async () => titular.keyring.forget();
  await expect(letIn()).rejects.toMatchObject({ code: "locked" });
  expect(titular.ring.value).toBeUndefined();
});

test("a recovery opens nothing for 72 hours, then all", async () => {
  titular.keyring.forget();
  const fresh = offer("kit");
  await changing.recoverPharmacy(titular.keyring, await world.code(), fresh);
  expect((await titular.keyring.trust()).log.recovers).toBe(world.clock + 72 * 3600);
  expect(await titular.keyring.open(fresh.secret)).toBe(false);
  world.clock += 72 * 3600;
  expect(await titular.keyring.open(fresh.secret)).toBe(true);
  expect(await ringOf(titular).seedOf(epoch().kid)).toHaveLength(32);
  expect([...ringOf(titular).log.members.keys()]).toEqual(await signs(fresh));
});

test("a member who is there after all ends a recovery", async () => {
  const fresh = offer("kit");
  await changing.recoverPharmacy(titular.keyring, await world.code(), fresh);
  await changing.rotate(titular.keyring);
  world.clock += 72 * 3600;
  expect(await titular.keyring.open(fresh.secret)).toBe(false);
});

test("a log that shows less than before is refused", async () => {
  world.log = world.log.slice(0, -1);
  await expect(titular.keyring.trust()).rejects.toMatchObject({ code: "rollback" });
});

test("a log of another beginning is refused, though the register vouches for it", async () => {
  const { pharmacy } = ringOf(titular);
  const beginning = { code: await world.code(), shop: SHOP, pharmacy };
  const author = { secret: newAccessSecret(), time: NOW };
  world.log = await begun(beginning, author, [await memberOf(newAccessSecret())], random(32));
  expect((await world.replayed()).pharmacy).toEqual(pharmacy);
  await expect(titular.keyring.trust()).rejects.toMatchObject({ code: "rollback" });
});

test("a register whose statements begin otherwise is not the one seen first", async () => {
  const other = await new World().begin();
  world.statements = other.statements;
  await expect(titular.keyring.trust()).rejects.toMatchObject({ code: "rollback" });
});

test("a pharmacy that no enrolment of the register vouches for is refused at first sight", async () => {
  world.enrolments = [];
  const elsewhere = await world.browser(claire);
  await expect(elsewhere.keyring.trust()).rejects.toMatchObject({ code: "bad-enrolment" });
});

test("an answer of before that comes after a colleague's change is asked for again", async () => {
  const [network, before] = [globalThis.fetch, world.log];
  let answer: () => void = () => undefined;
  const late = new Promise<void>((resolve) => (answer = resolve)).then(() => new Response(concat(...before)));
  globalThis.fetch = ((path: string, init: RequestInit) => {
    if (!path.startsWith("/pharmacies/")) return network(path, init);
    globalThis.fetch = network;
    return late;
  }) as typeof fetch;
  const looking = titular.keyring.trust();
  await changing.rotate(titular.keyring);
  answer();
  expect((await looking).log.seq).toBe((await world.replayed()).seq);
});

test("without a network the ring opens on what was last believed here", async () => {
  titular.keyring.forget();
  world.isCut = true;
  expect(await titular.keyring.open(passkey.secret)).toBe(true);
  expect(await ringOf(titular).seedOf(epoch().kid)).toHaveLength(32);
});

/** The kit, and with it what is offered. */
const letIn = async () =>
  enterByKit(titular.keyring, await kitText(kit.secret), () => changing.addOffered(titular.keyring));

async function invited(name: string) {
  const member = world.person(name, "member");
  const browser = await world.browser(member);
  const offers = [offer("passkey"), offer("kit")] as const;
  const words = await changing.requestKeys(browser.keyring, offers);
  const [request] = await changing.keyRequests(titular.keyring);
  if (!request) throw new Error("nobody asks");
  return { member, browser, words, request, secret: offers[0].secret };
}

const colleague = (id: string, access_keys: changing.Colleague["access_keys"]): changing.Colleague => ({
  id,
  name: "Paul Exemple",
  role: "member",
  state: "active",
  access_keys,
});

async function signs(...offers: readonly Offer[]): Promise<string[]> {
  const members = await Promise.all(offers.map(({ secret }) => memberOf(secret)));
  return members.map(({ sign }) => hex(sign)).sort();
}
