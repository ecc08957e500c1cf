// One message of every kind, sealed here, and the check that one sealed elsewhere opens here.
// The same text exists in Python (tests/unit/envelope/messages.py): what one writes, the other reads.

import assert from "node:assert/strict";
import {
  accessSignSeed,
  enrolmentSeed,
  kitText,
  memberOf,
  newEnrolmentCode,
  parseKit,
} from "../../src/envelope/access";
import { encodeAcknowledgement, verifyAcknowledgement } from "../../src/envelope/acknowledgement";
import { encodeAnnounce, encodeReissue, parseAnnounce, parseReissue } from "../../src/envelope/announce";
import { openAnswer, sealAnswer } from "../../src/envelope/answer";
import { equal, fromHex, hex, random, utf8, type Bytes } from "../../src/envelope/bytes";
import type { Fields } from "../../src/envelope/cbor";
import * as enrol from "../../src/envelope/enrol";
import { ROLES, type Header, type Role } from "../../src/envelope/header";
import { kemPublicKey } from "../../src/envelope/hpke";
import { sha256 } from "../../src/envelope/kdf";
import { open, openSlip, type Opened } from "../../src/envelope/open";
import { PharmacyLog } from "../../src/envelope/pharmacy_log";
import { resealPatientCopy, sealEnvelope, ticketReference, type Sealed, type Sender } from "../../src/envelope/seal";
import { parseReceipt, verifyReceipt } from "../../src/envelope/receipt";
import type { Sections } from "../../src/envelope/sections";
import { signerFromSeed, type Signer } from "../../src/envelope/signature";
import { encodeObject, hashOf, parseObject, signersOf, signObject, type SignedObject } from "../../src/envelope/signed";
import { receiptOf } from "./receipt_message";
import { Statements } from "../../src/envelope/statements";
import * as tickets from "../../src/envelope/ticket";
import { checkSignature, encodeEnvelope, parseEnvelope, type Delivery } from "../../src/envelope/wire";

const NOW = 1_760_000_000;
const WEEK = 7 * 86_400;
const DAY = Math.floor(NOW / 86_400);
const FINESS = "990000001";
const DOMAIN = "register.example";
const BORN = "19790328";
const [PARTLY_BORN, CODE] = ["19790300", "123456"];
const SHOP = { finess: FINESS, name: "Pharmacie du Port", phone: "0100000000" };
const SLIP = { channel: "email", address: "personne@exemple.invalid", language: "fr" };
const PROBLEMS = { problems: [{ code: "kit-expired", path: "result.device.expiry", severity: "warning" }] };
const RECORD: Sections = {
  identity: {
    birth_name: "EXEMPLE",
    used_first_name: "Dominique",
    birth_date: "1979-03-28",
    sex: "F",
    status: "PROV",
  },
  number: { value: "279035121518989" },
  contact: { phones: [{ number: "0600000000" }] },
  context: { symptoms: "none", health_worker: false },
  result: { analytes: [{ disease: "U07.1", loinc: "94558-4", outcome: "260385009" }] },
  source: { pharmacy: { name: "Pharmacie du Port", phone: "0100000000" } },
  statistics: { age_band: "40-49", sex: "F", departement: "75" },
};

export type Messages = Awaited<ReturnType<typeof sealMessages>>;

/** Every kind of message, with the seeds that open them and what they must say. */
export async function sealMessages() {
  const [register, pharmacy, notifier] = [random(32), random(32), random(32)];
  const [device, ack] = [random(32), random(32)];
  const sender: Sender = { pharmacy: random(16), device: await signerFromSeed(device) };
  const readers = { register: await kemPublicKey(register), pharmacy: await kemPublicKey(pharmacy) };
  const [secret, moved] = [random(32), random(32)];
  const keys = await tickets.ticketKeys(secret);
  const card = await tickets.ticketCard(keys);
  const first = await sealEnvelope(RECORD, {
    sender,
    readers,
    day: DAY,
    identityToRegister: true,
    ticket: { card, birthDate: BORN },
    notice: { publicKey: await kemPublicKey(notifier), slip: SLIP },
  });
  const correction = await sealEnvelope(RECORD, {
    sender,
    readers,
    day: DAY,
    identityToRegister: false,
    ticket: { card, birthDate: PARTLY_BORN, code: CODE },
    corrects: [DAY, first.header.id],
  });
  return {
    record: RECORD,
    seeds: {
      device: hex(device),
      register: hex(register),
      pharmacy: hex(pharmacy),
      notifier: hex(notifier),
      ack: hex(ack),
    },
    link: tickets.ticketLink("https://relay.example", { secret, asksCode: true }),
    tickets: { token: hex(keys.token), public_key: hex(await tickets.ticketPublicKey(keys)) },
    first: { envelope: hex(encodeEnvelope(first.envelope)), reply: hex(first.reply) },
    correction: { envelope: hex(encodeEnvelope(correction.envelope)), reply: hex(correction.reply) },
    answers: await answers(first, keys),
    announce: await announce(sender, keys),
    reissue: await reissue(sender, first, keys, moved),
    acknowledgement: await acknowledge(first, await signerFromSeed(ack)),
    statements: await statements(readers.register),
    log: await pharmacyLog(),
    recovery: await recoveredLog(),
    receipt: await receiptOf(first),
  };
}

/** Open every one, or throw. */
export async function checkMessages(messages: Messages): Promise<void> {
  const { secret, asksCode } = tickets.parseLink(messages.link);
  const keys = await tickets.ticketKeys(secret);
  assert.equal(asksCode, true);
  assert.equal(hex(keys.token), messages.tickets.token);
  assert.equal(hex(await tickets.ticketPublicKey(keys)), messages.tickets.public_key);
  const first = await checkFirst(messages, keys);
  await checkCorrection(messages, keys, first);
  await checkAnswers(messages, keys, first);
  await checkAnnounce(messages, keys);
  await checkReissue(messages);
  await checkAcknowledgement(messages);
  await checkStatements(messages.statements);
  await checkLog(messages.log);
  await checkRecovery(messages.recovery);
  await checkReceipt(messages.receipt, first);
}

async function answers(first: Sealed, keys: tickets.TicketKeys) {
  const { id } = first.header;
  const toPerson = await tickets.replyPatient(keys, id);
  const certificate = { certificate: "HC1:SYNTHETIC" };
  return {
    pharmacy: hex(await sealAnswer(first.reply, { id, to: "pharmacy", seq: 0 }, PROBLEMS)),
    patient: hex(await sealAnswer(toPerson, { id, to: "patient", seq: 1 }, certificate)),
  };
}

async function announce({ pharmacy, device }: Sender, keys: tickets.TicketKeys) {
  const ticket = await ticketReference({ card: keys, birthDate: BORN });
  const body = encodeAnnounce({ pharmacy, sender: device.publicKey, day: DAY, ...ticket });
  return { body: hex(body), signature: hex(await device.sign("announce", body)) };
}

async function reissue({ pharmacy, device }: Sender, first: Sealed, keys: tickets.TicketKeys, moved: Bytes) {
  const delivery = await copyOf(hex(encodeEnvelope(first.envelope)), "patient");
  const { header, entries } = await open("patient", delivery, keys.seed);
  const next = await tickets.ticketKeys(moved);
  const sealed = await resealPatientCopy(header, entries, await tickets.ticketCard(next), delivery.copy.length);
  const body = encodeReissue({
    pharmacy,
    sender: device.publicKey,
    day: DAY,
    id: header.id,
    old: await sha256(delivery.copy),
    hash: await sha256(sealed),
    ticket: await ticketReference({ card: next, birthDate: BORN }),
  });
  const link = tickets.ticketLink("https://relay.example", { secret: moved, asksCode: false });
  return { body: hex(body), signature: hex(await device.sign("reissue", body)), sealed: hex(sealed), link };
}

async function acknowledge({ header, envelope }: Sealed, signer: Signer) {
  const body = encodeAcknowledgement({
    domain: DOMAIN,
    pharmacy: header.pharmacy,
    id: header.id,
    hash: await sha256(envelope.header),
    status: "accepted",
    day: DAY,
    answer: await sha256(utf8("answer")),
  });
  return { body: hex(body), signature: hex(await signer.sign("ack", body)) };
}

async function statements(register: Bytes) {
  const newSigner = () => signerFromSeed(random(32));
  const roots = (await Promise.all([newSigner(), newSigner()])).sort(byKey);
  const signer = await newSigner();
  const chain = new Statements();
  const objects: SignedObject[] = [];
  const publish = async (kind: string, fields: Fields, by: Signer[]): Promise<Bytes> => {
    const link = { domain: DOMAIN, seq: chain.seq + 1, prev: chain.head, time: NOW };
    const statement = await signObject(kind, { ...link, ...fields }, by);
    await chain.extend(statement);
    objects.push(statement);
    return hashOf(statement);
  };
  const keysOf = (signers: Signer[]) => signers.sort(byKey).map(({ publicKey }) => publicKey);
  const life = { not_before: NOW, not_after: NOW + WEEK };
  const sealing = { ...life, destroy_after: NOW + WEEK + 60 * 86_400 };
  const root = await publish("root", { threshold: 2, keys: keysOf(roots) }, roots);
  await publish("signer", { pk: signer.publicKey, ...life }, roots);
  const ack = await publish("key", { role: "ack", pk: (await newSigner()).publicKey, ...sealing }, [signer]);
  await publish("key", { role: "register", pk: register, ...sealing }, [signer]);
  await publish("software", { software: [{ id: "example", name: "Exemple", state: "active" }] }, [signer]);
  await publish("revocation", { hash: ack }, roots);
  await publish("root", { threshold: 2, keys: keysOf([...roots, await newSigner()]) }, roots);
  const code = { domain: DOMAIN, time: NOW, finess: FINESS, pk: (await newSigner()).publicKey };
  return {
    root_hash: hex(root),
    objects: objects.map((object) => hex(encodeObject(object))),
    enrolment: hex(encodeObject(await signObject("enrolment", code, [signer]))),
    register: hex(register),
  };
}

async function pharmacyLog() {
  const [owner, colleague] = [random(32), random(32)];
  const code = newEnrolmentCode();
  const device = (await signerFromSeed(random(32))).publicKey;
  const enrolments = await enrolmentsOf([code]);
  const log = new PharmacyLog();
  const entries: SignedObject[] = [];
  const append = async (entry: SignedObject) => {
    entries.push(entry);
    await log.extend(entry, enrolments);
  };
  const by = (secret: Bytes) => ({ secret, time: NOW + entries.length });
  await append(await enrol.genesis(code, SHOP, by(owner)));
  await append(await enrol.deviceAdded(log, device, "example", by(owner)));
  await append(await enrol.newEpoch(log, by(owner)));
  await append(await enrol.memberAdded(log, await memberOf(colleague), by(owner)));
  await append(await enrol.newEpoch(log, by(owner)));
  await append(await enrol.memberRemoved(log, (await memberOf(owner)).sign, by(colleague)));
  await append(await enrol.deviceRemoved(log, device, by(colleague)));
  return {
    code,
    kits: [await kitText(owner), await kitText(colleague)],
    entries: entries.map((entry) => hex(encodeObject(entry))),
    head: hex(log.head),
    epoch_seeds: await epochSeeds(log, colleague),
  };
}

/** The only member is gone: a new code, 72 hours, a new member, an epoch that carries no older seed. */
async function recoveredLog() {
  const [lost, found] = [random(32), random(32)];
  const codes = [newEnrolmentCode(), newEnrolmentCode()] as const;
  const enrolments = await enrolmentsOf(codes);
  const log = new PharmacyLog();
  const entries: SignedObject[] = [];
  const append = async (entry: SignedObject) => {
    entries.push(entry);
    await log.extend(entry, enrolments);
  };
  const later = NOW + 10 + 72 * 3600;
  await append(await enrol.genesis(codes[0], { ...SHOP, phone: "" }, { secret: lost, time: NOW }));
  await append(await enrol.newEpoch(log, { secret: lost, time: NOW }));
  await append(await enrol.recovery(log, codes[1], { secret: found, time: NOW + 10 }));
  await append(await enrol.newEpoch(log, { secret: found, time: later }));
  return {
    codes: [...codes],
    kit: await kitText(found),
    entries: entries.map((entry) => hex(encodeObject(entry))),
    epoch_seed: hex(await enrol.epochSeed(log, log.epoch, found)),
  };
}

async function enrolmentsOf(codes: readonly string[]): Promise<Map<string, string>> {
  const signers = await Promise.all(codes.map(async (code) => signerFromSeed(await enrolmentSeed(code))));
  return new Map(signers.map(({ publicKey }) => [hex(publicKey), FINESS]));
}

function epochSeeds(log: PharmacyLog, secret: Bytes): Promise<string[]> {
  return Promise.all(log.epochs.map(async (epoch) => hex(await enrol.epochSeed(log, epoch, secret))));
}

/** One reader's part of an envelope, which passes the relay's first checks. */
async function copyOf(envelope: string, role: Role): Promise<Delivery> {
  const parsed = await parseEnvelope(fromHex(envelope));
  await checkSignature(parsed);
  const { header, signature } = parsed;
  return { header, signature, copy: parsed.copies[ROLES.indexOf(role)] as Bytes };
}

async function checkFirst({ first, seeds, record }: Messages, keys: tickets.TicketKeys): Promise<Header> {
  const everything = await open("pharmacy", await copyOf(first.envelope, "pharmacy"), fromHex(seeds.pharmacy));
  assert.deepEqual(plain(everything.sections), record);
  assert.equal(hex(everything.reply as Bytes), first.reply);
  const register = await open("register", await copyOf(first.envelope, "register"), fromHex(seeds.register));
  assert.deepEqual(plain(register.sections), record);
  assert.deepEqual(register.reply_patient, await tickets.replyPatient(keys, register.header.id));
  checkPerson(await open("patient", await copyOf(first.envelope, "patient"), keys.seed), record);
  const slip = await openSlip(await copyOf(first.envelope, "notifier"), fromHex(seeds.notifier));
  assert.deepEqual(slip, SLIP);
  const { parsedRouting } = await parseEnvelope(fromHex(first.envelope));
  assert.deepEqual(parsedRouting.ticket, await ticketReference({ card: keys, birthDate: BORN }));
  return everything.header;
}

function checkPerson({ sections, withheld }: Opened, record: Sections): void {
  const { identity, context, result, source } = record;
  assert.deepEqual(withheld, ["number", "contact", "statistics"]);
  assert.deepEqual(plain(sections), { identity, context, result, source });
}

async function checkCorrection({ correction, seeds }: Messages, keys: tickets.TicketKeys, first: Header) {
  const register = await open("register", await copyOf(correction.envelope, "register"), fromHex(seeds.register));
  assert.deepEqual(register.withheld, ["identity", "number", "contact", "context"]);
  assert.deepEqual(register.header.corrects, [first.day, first.id]);
  const { parsedRouting } = await parseEnvelope(fromHex(correction.envelope));
  assert.deepEqual(parsedRouting.ticket, await ticketReference({ card: keys, birthDate: PARTLY_BORN, code: CODE }));
}

async function checkAnswers({ answers, first }: Messages, keys: tickets.TicketKeys, { id }: Header): Promise<void> {
  const toPerson = await tickets.replyPatient(keys, id);
  const pharmacy = { id, to: "pharmacy", seq: 0 } as const;
  const patient = { id, to: "patient", seq: 1 } as const;
  assert.deepEqual(plain(await openAnswer(fromHex(first.reply), pharmacy, fromHex(answers.pharmacy))), PROBLEMS);
  const certificate = plain(await openAnswer(toPerson, patient, fromHex(answers.patient)));
  assert.deepEqual(certificate, { certificate: "HC1:SYNTHETIC" });
}

async function checkAnnounce({ announce }: Messages, keys: tickets.TicketKeys): Promise<void> {
  const { lookup, proof } = await parseAnnounce(fromHex(announce.body), fromHex(announce.signature));
  assert.deepEqual({ lookup, proof }, await ticketReference({ card: keys, birthDate: BORN }));
}

async function checkReissue({ reissue, first }: Messages): Promise<void> {
  const said = await parseReissue(fromHex(reissue.body), fromHex(reissue.signature));
  const keys = await tickets.ticketKeys(tickets.parseLink(reissue.link).secret);
  const before = await copyOf(first.envelope, "patient");
  const opened = await open("patient", { ...before, copy: fromHex(reissue.sealed) }, keys.seed, said.hash);
  assert.deepEqual([said.id, said.old], [opened.header.id, await sha256(before.copy)]);
  assert.deepEqual(said.ticket, await ticketReference({ card: keys, birthDate: BORN }));
  checkPerson(opened, RECORD);
}

async function checkAcknowledgement({ acknowledgement, seeds, first }: Messages): Promise<void> {
  const { publicKey } = await signerFromSeed(fromHex(seeds.ack));
  const { body, signature } = acknowledgement;
  const said = await verifyAcknowledgement(fromHex(body), fromHex(signature), publicKey);
  const { header, parsedHeader } = await parseEnvelope(fromHex(first.envelope));
  assert.deepEqual([said.id, said.hash, said.status], [parsedHeader.id, await sha256(header), "accepted"]);
}

async function checkStatements(message: Messages["statements"]): Promise<void> {
  const chain = await Statements.replay(message.objects.map(fromHex), fromHex(message.root_hash));
  await chain.enrol(parseObject(fromHex(message.enrolment)));
  assert.equal(hex(chain.newest("register", NOW).pk), message.register);
  assert.deepEqual(chain.usable("ack"), []);
  assert.deepEqual([...chain.software.keys()], ["example"]);
  assert.deepEqual([...chain.enrolments.values()], [FINESS]);
}

async function checkLog({ code, entries, kits, head, epoch_seeds }: Messages["log"]): Promise<void> {
  const log = await PharmacyLog.replay(entries.map(fromHex), await enrolmentsOf([code]));
  const [owner, colleague] = await Promise.all(kits.map(parseKit));
  assert.ok(owner && colleague);
  assert.equal(hex(log.head), head);
  assert.deepEqual([...log.members.values()], [await memberOf(colleague)]);
  assert.equal(log.devices.size, 0);
  assert.deepEqual(await epochSeeds(log, colleague), epoch_seeds);
  const founders = await signersOf("pharmacy", parseObject(fromHex(entries[0] ?? "")));
  assert.ok(founders.has(hex((await signerFromSeed(await accessSignSeed(owner))).publicKey)));
}

async function checkRecovery({ codes, kit, entries, epoch_seed }: Messages["recovery"]): Promise<void> {
  const log = await PharmacyLog.replay(entries.map(fromHex), await enrolmentsOf(codes));
  const found = await parseKit(kit);
  assert.deepEqual([...log.members.values()], [await memberOf(found)]);
  assert.equal(hex(await enrol.epochSeed(log, log.epoch, found)), epoch_seed);
}

async function checkReceipt({ receipt, root_hash }: Messages["receipt"], first: Header): Promise<void> {
  const proven = await verifyReceipt(parseReceipt(fromHex(receipt)), fromHex(root_hash));
  assert.deepEqual([proven.header, proven.index, proven.size], [first, 1, 3]);
}

/** Without byte strings, as JSON has it. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

function byKey(one: Signer, other: Signer): number {
  return equal(one.publicKey, other.publicKey) ? 0 : hex(one.publicKey) < hex(other.publicKey) ? -1 : 1;
}
