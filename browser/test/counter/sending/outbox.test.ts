// Results, corrections and tickets on their way, over a relay in memory that refuses, forgets and goes away.

import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { envelopesOf } from "../../../src/counter/store/envelopes";
import { InvalidRecord } from "../../../src/counter/sending/invalid";
import type { Item, Row } from "../../../src/counter/contracts";
import { hex, random, type Bytes } from "../../../src/envelope/bytes";
import { open, openSlip, type Reader } from "../../../src/envelope/open";
import { ticketCard, ticketKeys } from "../../../src/envelope/ticket";
import { parseEnvelope, type ParsedEnvelope } from "../../../src/envelope/wire";
import { TODAY } from "../fake_shop";
import { world, type FakeBrowser, type World } from "../fake_browser";
import { readItem, readRound } from "../fake_people";

let given: World;
let claire: FakeBrowser;

beforeEach(async () => {
  given = await world();
  claire = await given.browser("claire");
});
afterEach(() => given.close());

async function readRow(browser = claire, changes: Partial<Item> = {}): Promise<Row> {
  return browser.items.add(await readItem(changes), "read");
}

async function sentRow(): Promise<Row> {
  const row = await claire.outbox.send(await readRow(), { kind: "result" });
  await claire.outbox.deliver();
  return row;
}

const idOf = (row: Row, at = -1): string => hex(row.item?.sent.at(at)?.envelope[1] ?? new Uint8Array());
const envelopeOf = (id: string): ParsedEnvelope => given.relay.envelopes.get(id) as ParsedEnvelope;

async function openedBy(role: Reader, id: string, seed: Bytes) {
  const { header, signature, copies, parsedHeader } = envelopeOf(id);
  const at = parsedHeader.copies.findIndex((copy) => copy.role === role);
  return open(role, { header, signature, copy: copies[at] as Bytes }, seed);
}

describe("a result", () => {
  test("is at the relay, and its row says who sent it", async () => {
    const row = await sentRow();
    expect(row).toMatchObject({ state: "sent", item: { sent: [{ kind: "result", round: 0, by: "claire" }] } });
    expect([...given.relay.envelopes.keys()]).toEqual([idOf(row)]);
    expect(claire.outbox.waiting.value.size).toBe(0);
  });

  test("is the envelope that was chosen when it was read", async () => {
    const row = await readRow();
    await claire.outbox.send(row, { kind: "result" });
    await claire.outbox.deliver();
    expect([...given.relay.envelopes.keys()]).toEqual([hex(row.item?.rounds[0]?.envelope?.[1] as Bytes)]);
  });

  test("says to the register what was found, who answers for it, and whom it may count", async () => {
    await claire.items.place("duty", { day: TODAY, responsible: { name: "Paul MARTIN", rpps: "07655473259" } });
    const { sections } = await openedBy("register", idOf(await sentRow()), given.shop.seeds.register);
    expect(sections.result).toMatchObject({ analytes: [{ loinc: "94558-4", outcome: "260385009" }] });
    expect(sections.source).toMatchObject({
      professional: { given: "Paul", family: "MARTIN", rpps: "07655473259" },
      pharmacy: { identifier: { kind: "finess", value: "990000001" }, phone: "0100000000" },
      consents: { test: true, identity: true, doctor: false, notice: true, certificate: false },
    });
    expect(sections.statistics).toEqual({ age_band: "40-49", sex: "F", departement: "75" });
  });

  test("names nobody to the register without consent", async () => {
    const row = await readRow(claire, { consent: { test: true, identity: false } });
    const sent = await claire.outbox.send(row, { kind: "result" });
    await claire.outbox.deliver();
    const { withheld } = await openedBy("register", idOf(sent), given.shop.seeds.register);
    expect(withheld).toEqual(["identity", "contact"]);
  });

  test("opens with the ticket's link, which nobody here knows any more", async () => {
    const keys = await ticketKeys(random(32));
    const row = await readRow(claire, { ticket: await ticketCard(keys) });
    const sent = await claire.outbox.send(row, { kind: "result" });
    await claire.outbox.deliver();
    expect((await openedBy("patient", idOf(sent), keys.seed)).sections.result).toBeDefined();
  });

  test("tells the notifier where to say that it is ready", async () => {
    const { header, signature, copies } = envelopeOf(idOf(await sentRow()));
    const slip = await openSlip({ header, signature, copy: copies[3] as Bytes }, given.shop.seeds.notifier);
    expect(slip).toEqual({ channel: "sms", address: "+33600000000", language: "fr" });
  });

  test("tells it in the language in which somebody pre-registered", async () => {
    const sent = await claire.outbox.send(await readRow(claire, { language: "en" }), { kind: "result" });
    await claire.outbox.deliver();
    const { header, signature, copies } = envelopeOf(idOf(sent));
    const slip = await openSlip({ header, signature, copy: copies[3] as Bytes }, given.shop.seeds.notifier);
    expect(slip.language).toBe("en");
  });

  test("has no slip when nobody asked for a notice", async () => {
    const sent = await claire.outbox.send(await readRow(claire, { consent: { test: true } }), { kind: "result" });
    await claire.outbox.deliver();
    expect(envelopeOf(idOf(sent)).copies).toHaveLength(3);
  });

  test("with something missing is not sealed, and all of it is told at once", async () => {
    const { device: _kit, ...round } = readRound();
    const row = await readRow(claire, { rounds: [{ ...round, device: {} }], consent: {} });
    const error = await claire.outbox.send(row, { kind: "result" }).catch((caught: unknown) => caught);
    expect((error as InvalidRecord).problems.map(({ code }) => code).sort()).toEqual([
      "consent-test-missing",
      "field-missing",
    ]);
    expect(claire.row(row.number).state).toBe("read");
  });

  test("sent twice at once goes once", async () => {
    const row = await readRow();
    await Promise.all([claire.outbox.send(row, { kind: "result" }), claire.outbox.send(row, { kind: "result" })]);
    await claire.outbox.deliver();
    expect(given.relay.envelopes.size).toBe(1);
    expect(claire.row(row.number).item?.sent).toHaveLength(1);
  });

  test("that a colleague sealed first is theirs, and nothing waits", async () => {
    const row = await readRow();
    const paul = await given.browser("paul");
    await paul.items.refresh();
    given.relay.cut.add("paul");
    await paul.outbox.send(paul.row(row.number), { kind: "result" });
    await claire.outbox.send(row, { kind: "result" });
    await claire.outbox.deliver();
    given.relay.cut.delete("paul");
    await paul.items.refresh();
    await paul.outbox.deliver();
    expect(given.relay.envelopes.size).toBe(1);
    expect(paul.outbox.waiting.value.size).toBe(0);
    expect(paul.row(row.number).item?.sent).toHaveLength(1);
  });
});

describe("without a network", () => {
  test("a result waits, survives a reboot, and goes when the network is back", async () => {
    await claire.items.refresh();
    given.relay.cut.add("claire");
    const row = await claire.outbox.send(await readRow(), { kind: "result" });
    expect(row).toMatchObject({ state: "sent", unsent: true });
    await claire.reload();
    await claire.outbox.deliver();
    expect(claire.outbox.waiting.value.size).toBe(1);
    given.relay.cut.delete("claire");
    await claire.outbox.deliver();
    expect([...given.relay.envelopes.keys()]).toEqual([idOf(row)]);
  });

  test("an answer that is lost does not send it twice", async () => {
    const row = await readRow();
    given.relay.lost = 0;
    await claire.outbox.send(row, { kind: "result" });
    given.relay.lost = 1;
    await claire.outbox.deliver();
    await claire.outbox.deliver();
    expect(given.relay.envelopes.size).toBe(1);
    expect(claire.outbox.waiting.value.size).toBe(0);
  });

  test("a page closed between sealing and noting sends nothing that its row does not say", async () => {
    const row = await readRow();
    await closedWhile("change", row);
    await claire.reload({ unlocked: true });
    await claire.outbox.deliver();
    expect([given.relay.envelopes.size, claire.row(row.number).state]).toEqual([0, "read"]);
    const sent = await claire.outbox.send(claire.row(row.number), { kind: "result" });
    await claire.outbox.deliver();
    expect([...given.relay.envelopes.keys()]).toEqual([idOf(sent)]);
  });

  test("a page closed just after its row says that it was sent sends it when it is open again", async () => {
    const row = await readRow();
    await claire.items.refresh();
    await closedWhile("afterwards", row);
    await claire.reload({ unlocked: true });
    await claire.outbox.deliver();
    expect(claire.row(row.number).state).toBe("sent");
    expect([...given.relay.envelopes.keys()]).toEqual([idOf(claire.row(row.number))]);
  });

  test("what one window sends, another one that failed does not take back", async () => {
    given.relay.cut.add("claire");
    const row = await claire.outbox.send(await readRow(), { kind: "result" });
    const envelopes = envelopesOf(claire.store.database, claire.session.value?.pharmacy ?? "");
    await envelopes.dropDraft(idOf(row));
    expect(await envelopes.idsOf("waiting")).toHaveLength(1);
  });

  test("a database that a newer page took over is no error", async () => {
    claire.store.close();
    await expect(claire.outbox.deliver()).resolves.toBeUndefined();
  });

  test("what a colleague's refusal left is not sent", async () => {
    const row = await readRow();
    claire.items.change = () => Promise.reject(new Error("somebody was first"));
    await expect(claire.outbox.send(row, { kind: "result" })).rejects.toThrow("somebody was first");
    expect(await claire.store.database.count("envelopes")).toBe(0);
  });

  test("an announce is kept and said later", async () => {
    given.relay.cut.add("claire");
    await claire.outbox.announce(await readRow(claire));
    given.relay.cut.delete("claire");
    await claire.outbox.deliver();
    expect(given.relay.announced).toHaveLength(1);
  });

  test("an announce is not lost by a page that was loaded without a network and has not looked at its session", async () => {
    const row = await readRow(claire);
    claire.relay.believe("claire");
    given.relay.outdated.add("claire");
    await claire.outbox.announce(row);
    await claire.outbox.deliver();
    given.relay.outdated.delete("claire");
    await claire.outbox.deliver();
    expect(given.relay.announced).toHaveLength(1);
  });

  test("outcomes say what is still here", async () => {
    given.relay.cut.add("claire");
    const row = await claire.outbox.send(await readRow(), { kind: "result" });
    const outcomes = await claire.outbox.outcomes([row.item?.sent[0]?.envelope as readonly [number, Bytes]]);
    expect(outcomes.get(idOf(row))).toEqual({ state: "here" });
  });
});

/** Begin to send a row and let the page go away: while the row is changed, or as soon as it was. */
async function closedWhile(moment: "change" | "afterwards", row: Row): Promise<void> {
  const change = claire.items.change.bind(claire.items);
  await new Promise<void>((resolve) => {
    claire.items.change = async (...order) => {
      if (moment === "afterwards") await change(...order);
      resolve();
      return new Promise(() => undefined);
    };
    void claire.outbox.send(row, { kind: "result" });
  });
}

describe("refused by the relay", () => {
  test("under a replaced epoch, it is sealed again with the same id and commitment", async () => {
    given.relay.cut.add("claire");
    const row = await claire.outbox.send(await readRow(), { kind: "result" });
    const before = (await claire.store.database.getAll("envelopes"))[0]?.envelope;
    await given.shop.rotate();
    given.clock.now += 25 * 3600;
    given.relay.cut.delete("claire");
    await claire.outbox.deliver();
    const first = (await parseEnvelope(before as Bytes)).parsedHeader;
    const { parsedHeader } = envelopeOf(idOf(row));
    expect(hex(parsedHeader.commit)).toBe(hex(first.commit));
    expect(hex(parsedHeader.copies[1]?.kid as Bytes)).toBe(hex(given.shop.log.epoch.kid));
    const opened = await openedBy("pharmacy", idOf(row), await claire.unlocked.seedOf(given.shop.log.epoch.kid));
    expect(opened.sections.identity).toMatchObject({ birth_name: "EXEMPLE" });
  });

  test("under a replaced epoch while locked, it waits for somebody to unlock", async () => {
    given.relay.cut.add("claire");
    const row = await claire.outbox.send(await readRow(), { kind: "result" });
    await given.shop.rotate();
    given.clock.now += 25 * 3600;
    await claire.reload();
    given.relay.cut.delete("claire");
    await claire.outbox.deliver();
    expect([given.relay.envelopes.size, claire.outbox.waiting.value.size]).toEqual([0, 1]);
    claire.ring.value = claire.unlocked;
    await claire.outbox.deliver();
    expect([...given.relay.envelopes.keys()]).toEqual([idOf(row)]);
  });

  test("too old, it goes under the day of today, and its row says so", async () => {
    given.relay.cut.add("claire");
    const row = await claire.outbox.send(await readRow(), { kind: "result" });
    given.clock.now += 70 * 86_400;
    given.relay.cut.delete("claire");
    await claire.items.refresh();
    await claire.outbox.deliver();
    await claire.outbox.deliver();
    expect(envelopeOf(idOf(row)).parsedHeader.day).toBe(TODAY + 70);
    const [found] = await claire.items.days(TODAY, TODAY);
    expect(found?.item?.sent[0]?.envelope[0]).toBe(TODAY + 70);
  });

  test("sealed to a ticket that was replaced, it is sealed again to the new one", async () => {
    const row = await readRow();
    const id = hex(row.item?.rounds[0]?.envelope?.[1] as Bytes);
    given.relay.refusals.set(id, ["ticket-moved"]);
    const keys = await ticketKeys(random(32));
    given.relay.cut.add("claire");
    const sent = await claire.outbox.send(row, { kind: "result" });
    const card = await ticketCard(keys);
    await claire.items.change(sent, "sent", (item) => ({ ...item, ticket: card }));
    given.relay.cut.delete("claire");
    await claire.outbox.deliver();
    expect((await openedBy("patient", id, keys.seed)).sections.result).toBeDefined();
  });

  test("for good, it stays with its code", async () => {
    const row = await readRow();
    given.relay.refusals.set("*", ["bad-copies"]);
    const sent = await claire.outbox.send(row, { kind: "result" });
    await claire.outbox.deliver();
    const outcomes = await claire.outbox.outcomes([sent.item?.sent[0]?.envelope as readonly [number, Bytes]]);
    expect(outcomes.get(idOf(sent))).toEqual({ state: "refused", code: "bad-copies" });
    expect(claire.outbox.waiting.value.size).toBe(0);
  });

  test("busy, it is tried again", async () => {
    given.relay.refusals.set("*", ["busy"]);
    await claire.outbox.send(await readRow(), { kind: "result" });
    await claire.outbox.deliver();
    await claire.outbox.deliver();
    expect(given.relay.envelopes.size).toBe(1);
  });
});

describe("an installation that the operator suspended", () => {
  beforeEach(() => given.relay.suspended.add("claire"));

  async function whatWaits(): Promise<void> {
    const row = await claire.outbox.send(await readRow(), { kind: "result" });
    await claire.outbox.announce(row);
    await claire.outbox.deliver();
  }

  test("says so, and keeps what it has to send", async () => {
    await whatWaits();
    expect([claire.outbox.suspended.value, claire.outbox.waiting.value.size]).toEqual([true, 1]);
    expect(given.relay.announced).toHaveLength(0);
  });

  test("sends it all once it may again, announces too, and no longer says so", async () => {
    await whatWaits();
    given.relay.suspended.clear();
    await claire.outbox.deliver();
    expect([claire.outbox.suspended.value, claire.outbox.waiting.value.size]).toEqual([false, 0]);
    expect([given.relay.envelopes.size, given.relay.announced.length]).toEqual([1, 1]);
  });
});

describe("a correction", () => {
  test("names the last envelope of its row and says why", async () => {
    const row = await sentRow();
    const corrected = await claire.outbox.send(row, { kind: "correction", reason: "Lot mal saisi" });
    await claire.outbox.deliver();
    const { parsedHeader } = envelopeOf(idOf(corrected));
    expect(parsedHeader.corrects).toEqual(row.item?.sent[0]?.envelope);
    const { sections } = await openedBy("register", idOf(corrected), given.shop.seeds.register);
    expect(sections.result).toMatchObject({ analytes: [{ outcome: "260385009", comment: "Lot mal saisi" }] });
  });

  test("of a correction names that one", async () => {
    const row = await sentRow();
    const first = await claire.outbox.send(row, { kind: "correction", reason: "Lot" });
    const second = await claire.outbox.send(first, { kind: "correction", reason: "Heure" });
    await claire.outbox.deliver();
    expect(envelopeOf(idOf(second)).parsedHeader.corrects).toEqual(first.item?.sent[1]?.envelope);
  });

  test("by a repeat is the envelope that was chosen when the repeat was read", async () => {
    const row = await sentRow();
    const repeat = readRound();
    await claire.items.change(row, "read", (item) => ({ ...item, rounds: [...item.rounds, repeat] }));
    const sent = await claire.outbox.send(claire.row(row.number), { kind: "correction", reason: "Répété" });
    expect(idOf(sent)).toBe(hex(repeat.envelope?.[1] as Bytes));
    expect(sent.item?.sent.at(-1)).toMatchObject({ round: 1 });
  });

  test("that cancels leaves no result, and the row says why", async () => {
    const row = await claire.outbox.send(await sentRow(), { kind: "cancellation", reason: "Mauvaise personne" });
    await claire.outbox.deliver();
    expect(row).toMatchObject({ state: "cancelled", item: { reason: "Mauvaise personne" } });
    const { sections } = await openedBy("register", idOf(row), given.shop.seeds.register);
    expect(sections.result).toMatchObject({ analytes: [{ outcome: "125154007", comment: "Mauvaise personne" }] });
  });

  test("of what was never sent sends nothing", async () => {
    const row = await claire.outbox.send(await readRow(), { kind: "cancellation", reason: "Partie" });
    await claire.outbox.deliver();
    expect([row.state, given.relay.envelopes.size]).toEqual(["cancelled", 0]);
  });
});
