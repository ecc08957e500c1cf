// Sealing and opening in this language; the other language's messages are in the vectors' tests.

import { describe, expect, test } from "vitest";
import { openAnswer, sealAnswer } from "../../src/envelope/answer";
import { random } from "../../src/envelope/bytes";
import { open, openSlip } from "../../src/envelope/open";
import { resealPatientCopy, sealSections, type Order } from "../../src/envelope/seal";
import { openSections } from "../../src/envelope/sections";
import { signerFromSeed } from "../../src/envelope/signature";
import type { Header } from "../../src/envelope/header";
import { kemPublicKey } from "../../src/envelope/hpke";
import { checkSignature, encodeEnvelope, parseEnvelope } from "../../src/envelope/wire";
import { kdf, sha256 } from "../../src/envelope/kdf";
import { proof, replyPatient, ticketCard, ticketKeys } from "../../src/envelope/ticket";
import { record, sealed } from "./record";

describe("an envelope", () => {
  test("passes the relay's first checks", async () => {
    const { envelope, header } = await sealed();
    const parsed = await parseEnvelope(encodeEnvelope(envelope));
    await checkSignature(parsed);
    expect(parsed.parsedHeader).toEqual(header);
    expect(parsed.copies.map((copy) => copy.length)).toEqual([4096, 4096, 4096, 1536]);
  });

  test("shows the pharmacy everything", async () => {
    const { delivery, seeds } = await sealed();
    const opened = await open("pharmacy", delivery(1), seeds.pharmacy);
    expect(opened.sections).toEqual(record);
    expect(opened.withheld).toEqual([]);
  });

  test("shows the register nobody who did not agree to it", async () => {
    const { delivery, seeds, keys, header, reply } = await sealed({ identityToRegister: false });
    const opened = await open("register", delivery(0), seeds.register);
    expect(opened.withheld).toEqual(["identity", "number", "contact"]);
    expect(opened.reply).toEqual(reply);
    expect(opened.reply_patient).toEqual(await replyPatient(keys, header.id));
  });

  test("shows the person neither number nor contact", async () => {
    const { delivery, keys } = await sealed();
    const opened = await open("patient", delivery(2), keys.seed);
    expect(opened.withheld).toEqual(["number", "contact", "statistics"]);
    expect(opened.sections.result).toEqual(record.result);
  });

  test("shows the notifier an address and nothing of the record", async () => {
    const { delivery, seeds, slip } = await sealed();
    expect(await openSlip(delivery(3), seeds.notifier)).toEqual(slip);
  });

  test("takes the larger size for all its copies when the record is long", async () => {
    const context = { comment: "é".repeat(1500) };
    const { envelope } = await sealed({}, { ...record, context });
    expect(envelope.copies.map((copy) => copy.length)).toEqual([8192, 8192, 8192, 1536]);
  });

  test("opens for no other key", async () => {
    const { delivery } = await sealed();
    await expect(open("patient", delivery(2), random(32))).rejects.toMatchObject({ code: "cannot-open" });
  });

  test("gives a copy to no reader but its own", async () => {
    const { delivery, seeds } = await sealed();
    await expect(open("register", delivery(0), seeds.pharmacy)).rejects.toMatchObject({ code: "bad-key" });
  });
});

describe("a reissue", () => {
  test("moves the patient copy to a new ticket", async () => {
    const { delivery, keys } = await sealed();
    const { header, entries } = await open("patient", delivery(2), keys.seed);
    const moved = await ticketKeys(random(32));
    const copy = await resealPatientCopy(header, entries, await ticketCard(moved), 4096);
    const opened = await open("patient", { ...delivery(2), copy }, moved.seed, await sha256(copy));
    expect(opened.sections.result).toEqual(record.result);
  });
});

test("a second result is sealed to a ticket from its card, without the link's secret", async () => {
  const keys = await ticketKeys(random(32));
  const { lookup, public_key, born, root } = await ticketCard(keys);
  const card = { lookup, public_key, born, root };
  const { delivery } = await sealed({ ticket: { card, birthDate: "19790328" } });
  const opened = await open("patient", delivery(2), keys.seed);
  expect(opened.sections.result).toEqual(record.result);
});

test("a record sealed again from the pharmacy's copy keeps its commitment", async () => {
  const { delivery, seeds, header } = await sealed();
  const { entries } = await open("pharmacy", delivery(1), seeds.pharmacy);
  const again = await sealSections(await openSections(entries), await orderOf(header));
  expect(again.header.commit).toEqual(header.commit);
  expect(again.header.id).toEqual(header.id);
});

test("a patient copy that the pharmacy seals again from its own shows no more than before", async () => {
  const { delivery, seeds } = await sealed();
  const { header, entries } = await open("pharmacy", delivery(1), seeds.pharmacy);
  const moved = await ticketKeys(random(32));
  const copy = await resealPatientCopy(header, entries, await ticketCard(moved), 4096);
  const opened = await open("patient", { ...delivery(2), copy }, moved.seed, await sha256(copy));
  expect(opened.withheld).toEqual(["number", "contact", "statistics"]);
});

test("a section that is none of the format's is refused, not lost", async () => {
  const unknown = { ...record, wishes: { text: "none" } };
  await expect(sealed({}, unknown)).rejects.toMatchObject({ code: "bad-sections" });
});

describe("an answer", () => {
  const name = { id: random(16), to: "patient", seq: 0 } as const;

  test("is read with its key", async () => {
    const reply = random(32);
    const answer = await sealAnswer(reply, name, { problems: [] });
    expect(answer).toHaveLength(2048);
    expect(await openAnswer(reply, name, answer)).toEqual({ problems: [] });
  });

  test("is not read as another one", async () => {
    const reply = random(32);
    const answer = await sealAnswer(reply, name, { problems: [] });
    await expect(openAnswer(reply, { ...name, seq: 1 }, answer)).rejects.toMatchObject({ code: "cannot-open" });
  });
});

describe("a proof", () => {
  test("of a whole birth date has no code", async () => {
    const keys = await ticketKeys(random(32));
    await expect(proof(keys, "19790328", "123456")).rejects.toMatchObject({ code: "needs-code" });
  });

  test("of a birth date that is not whole has one", async () => {
    const keys = await ticketKeys(random(32));
    await expect(proof(keys, "19790300")).rejects.toMatchObject({ code: "needs-code" });
    const expected = await kdf(keys.born, "sceau/ticket/proof/v1", new TextEncoder().encode("19790300123456"));
    expect(await proof(keys, "19790300", "123456")).toEqual(expected);
  });
});

async function orderOf({ id, day, pharmacy }: Header): Promise<Order> {
  const readers = { register: await kemPublicKey(random(32)), pharmacy: await kemPublicKey(random(32)) };
  const device = await signerFromSeed(random(32));
  return { sender: { pharmacy, device }, day, readers, identityToRegister: true, id };
}
