// Every message of spec/cases/envelope/ and spec/vectors/cbor/ is refused, with its code.

import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { enrolmentSeed, parseKit } from "../../src/envelope/access";
import { verifyAcknowledgement } from "../../src/envelope/acknowledgement";
import { parseAnnounce, parseReissue } from "../../src/envelope/announce";
import { openAnswer } from "../../src/envelope/answer";
import { fromHex } from "../../src/envelope/bytes";
import { decode } from "../../src/envelope/cbor";
import { open, type Reader } from "../../src/envelope/open";
import { PharmacyLog } from "../../src/envelope/pharmacy_log";
import { parseReceipt, verifyReceipt } from "../../src/envelope/receipt";
import { Statements } from "../../src/envelope/statements";
import type { KeyRole } from "../../src/envelope/statement_shapes";
import { parseLink, proof, ticketKeys } from "../../src/envelope/ticket";
import { checkSignature, parseEnvelope } from "../../src/envelope/wire";
import encodings from "../../../spec/vectors/cbor/refused.json";
import { sealed } from "./record";

/** Hexadecimal or plain text in each field; the reader knows which it needs. */
interface Case {
  readonly case: string;
  readonly read: string;
  readonly code: string;
  readonly now: number;
  readonly seq: number;
  readonly objects: readonly string[];
  readonly entries: readonly string[];
  readonly enrolments: Readonly<Record<string, string>>;
  readonly newest?: boolean;
  readonly to: "pharmacy" | "patient";
  readonly role?: string;
  readonly kid?: string;
}
type Text = Readonly<Record<"data" | "header" | "signature" | "copy" | "seed" | "reply" | "id" | "answer", string>> &
  Readonly<Record<"body" | "key" | "text" | "secret" | "birth_date" | "spoken" | "root_hash" | "receipt", string>>;
type Message = Case & Text;

const folder = new URL("../../../spec/cases/envelope/", import.meta.url);
const cases = readdirSync(folder).map((name) => JSON.parse(readFileSync(new URL(name, folder), "utf8")) as Message);

const readers: Readonly<Record<string, (message: Message) => Promise<unknown>>> = {
  envelope: async ({ data }) => checkSignature(await parseEnvelope(fromHex(data))),
  copy: ({ role, header, signature, copy, seed }) =>
    open(
      role as Reader,
      { header: fromHex(header), signature: fromHex(signature), copy: fromHex(copy) },
      fromHex(seed),
    ),
  answer: ({ reply, id, to, seq, answer }) => openAnswer(fromHex(reply), { id: fromHex(id), to, seq }, fromHex(answer)),
  announce: ({ body, signature }) => parseAnnounce(fromHex(body), fromHex(signature)),
  reissue: ({ body, signature }) => parseReissue(fromHex(body), fromHex(signature)),
  acknowledgement: ({ body, signature, key }) => verifyAcknowledgement(fromHex(body), fromHex(signature), fromHex(key)),
  kit: ({ text }) => parseKit(text),
  "enrolment-code": ({ text }) => enrolmentSeed(text),
  link: async ({ text }) => parseLink(text),
  proof: readProof,
  statements: readStatements,
  log: readLog,
  receipt: async ({ receipt, root_hash }) => verifyReceipt(parseReceipt(fromHex(receipt)), fromHex(root_hash)),
};

test.each(cases)("$case: $code", async (message) => {
  await expect(readers[message.read]?.(message)).rejects.toMatchObject({ name: "EnvelopeError", code: message.code });
});

test("the cases are there", () => {
  expect(cases.length).toBeGreaterThan(60);
});

test.each(encodings)("an encoding is refused: $why", ({ bytes, code }) => {
  expect(() => decode(fromHex(bytes), 100)).toThrow(expect.objectContaining({ code }));
});

test("a record that fits no envelope is refused", async () => {
  const record = { result: { comment: "é".repeat(4000) } };
  await expect(sealed({}, record)).rejects.toMatchObject({ code: "too-large" });
});

async function readProof({ secret, birth_date, spoken }: Message): Promise<unknown> {
  const isDate = /^(\d{4})(?:-(\d\d))?(?:-(\d\d))?$/.exec(birth_date);
  const digits = isDate ? `${isDate[1]}${isDate[2] ?? "00"}${isDate[3] ?? "00"}` : birth_date;
  return proof(await ticketKeys(fromHex(secret)), digits, spoken);
}

async function readStatements({ objects, root_hash, role, kid, now }: Message): Promise<void> {
  const statements = await Statements.replay(objects.map(fromHex), fromHex(root_hash));
  if (kid) statements.checkKid(role as KeyRole, fromHex(kid), now);
  else if (role) statements.newest(role as KeyRole, now);
}

async function readLog({ entries, enrolments, kid, now, newest }: Message): Promise<void> {
  const log = await PharmacyLog.replay(entries.map(fromHex), new Map(Object.entries(enrolments)));
  if (kid) log.checkKid(fromHex(kid), now);
  if (newest) expect(log.epoch).toBeDefined();
}
