// What became of a result: only what the register signed is believed.

import { afterEach, beforeEach, expect, test } from "vitest";
import { outcomesOf } from "../../../src/counter/sending/outcomes";
import type { Outcome, Row } from "../../../src/counter/contracts";
import { envelopesOf } from "../../../src/counter/store/envelopes";
import { sealAnswer } from "../../../src/envelope/answer";
import { base64url, fromHex, hex, random, type Bytes } from "../../../src/envelope/bytes";
import type { Reference } from "../../../src/envelope/header";
import { open } from "../../../src/envelope/open";
import type { ParsedEnvelope } from "../../../src/envelope/wire";
import { receiptOf, type Verdict } from "../../envelope/receipt_message";
import { world, type FakeBrowser, type World } from "../fake_browser";
import { readItem } from "../fake_people";

let given: World;
let claire: FakeBrowser;
let reference: Reference;
let envelope: ParsedEnvelope;

beforeEach(async () => {
  given = await world();
  claire = await given.browser("claire");
  const row: Row = await claire.outbox.send(await claire.items.add(await readItem(), "read"), { kind: "result" });
  await claire.outbox.deliver();
  reference = row.item?.sent[0]?.envelope as Reference;
  envelope = given.relay.envelopes.get(hex(reference[1])) as ParsedEnvelope;
});
afterEach(() => given.close());

/** The register's word on it reaches the relay; the outcome as seen from a browser that pinned `root`. */
async function outcome(root: Bytes): Promise<Outcome | undefined> {
  const { relay, store, unlocked } = claire;
  const envelopes = envelopesOf(store.database, hex(unlocked.pharmacy));
  const parts = { relay, envelopes, pharmacy: unlocked.pharmacy, root, ring: claire.ring.value };
  return (await outcomesOf([reference], parts)).get(hex(reference[1]));
}

async function judged(verdict?: Verdict, extra: object = {}): Promise<Bytes> {
  const { root_hash, receipt } = await receiptOf({ envelope, header: envelope.parsedHeader }, verdict);
  const answer = verdict && { answer: base64url(verdict.answer) };
  const steps = [{ step: "registered", at: "2025-10-09T08:53:20+00:00" }];
  const state = verdict?.status === "rejected" ? "rejected" : "registered";
  const told = { state, steps, receipt: base64url(fromHex(receipt)), ...answer, ...extra };
  given.relay.statuses.set(hex(reference[1]), told);
  return fromHex(root_hash);
}

async function replyOf(): Promise<Bytes> {
  const { header, signature, copies } = envelope;
  const seed = await claire.unlocked.seedOf(given.shop.log.epoch.kid);
  return (await open("pharmacy", { header, signature, copy: copies[1] as Bytes }, seed)).reply as Bytes;
}

async function rejection(): Promise<Verdict> {
  const problem = { code: "rpps-key", path: "source.professional.rpps", severity: "error" };
  const warning = { code: "kit-expired", path: "result.device.expiry", severity: "warning" };
  const name = { id: reference[1], to: "pharmacy", seq: 0 } as const;
  return { status: "rejected", answer: await sealAnswer(await replyOf(), name, { problems: [problem, warning] }) };
}

test("what the relay has and the register has not signed is accepted", async () => {
  expect(await outcome(random(32))).toEqual({ state: "accepted" });
});

test("what the register signed is registered", async () => {
  expect(await outcome(await judged())).toEqual({ state: "registered", at: 1_760_000_000 });
});

test("what another register signed is not", async () => {
  await judged();
  expect(await outcome(random(32))).toEqual({ state: "accepted" });
});

test("a receipt of another envelope is not believed", async () => {
  const root = await judged();
  const receipt = given.relay.statuses.get(hex(reference[1])) as object;
  await claire.outbox.send(await claire.items.add(await readItem(), "read"), { kind: "result" });
  await claire.outbox.deliver();
  const other = [...given.relay.envelopes.values()].at(-1)?.parsedHeader;
  reference = [other?.day ?? 0, other?.id as Bytes];
  given.relay.statuses.set(hex(reference[1]), receipt);
  expect(await outcome(root)).toEqual({ state: "accepted" });
});

test("a rejection says what to mend, opened from the pharmacy's own copy", async () => {
  const problems = [{ code: "rpps-key", path: "source.professional.rpps" }];
  expect(await outcome(await judged(await rejection()))).toEqual({ state: "rejected", problems });
});

test("a rejection without a word that opens is one that the register could not open", async () => {
  const root = await judged({ status: "rejected", answer: random(2048) });
  expect(await outcome(root)).toEqual({ state: "rejected", problems: [{ code: "cannot-open", path: "" }] });
});

test("an answer that the register did not sign is not read", async () => {
  const root = await judged(await rejection(), { answer: base64url(random(2048)) });
  expect(await outcome(root)).toEqual({ state: "accepted" });
});

test("while locked a rejection is not told, since why is sealed", async () => {
  const root = await judged(await rejection());
  claire.ring.value = undefined;
  expect(await outcome(root)).toEqual({ state: "accepted" });
});

test("the register's last word is kept for times without a network", async () => {
  const root = await judged();
  await outcome(root);
  given.relay.cut.add("claire");
  expect(await outcome(random(32))).toEqual({ state: "registered", at: 1_760_000_000 });
});

test("what the relay gave up delivering is dead, and says why", async () => {
  given.relay.statuses.set(hex(reference[1]), { state: "dead", code: "poison" });
  expect(await outcome(random(32))).toEqual({ state: "dead", code: "poison" });
});

test("what neither this browser nor the relay has is not in the answer", async () => {
  reference = [reference[0], random(16)];
  expect(await outcome(random(32))).toBeUndefined();
});
