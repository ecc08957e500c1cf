// A new ticket for somebody who lost theirs: it moves every result of the row, and names what it replaces.

import { afterEach, beforeEach, expect, test } from "vitest";
import type { Row } from "../../../src/counter/contracts";
import { hex, type Bytes } from "../../../src/envelope/bytes";
import { open } from "../../../src/envelope/open";
import { parseReissue } from "../../../src/envelope/announce";
import { sha256 } from "../../../src/envelope/kdf";
import { ticketKeys } from "../../../src/envelope/ticket";
import type { ParsedEnvelope } from "../../../src/envelope/wire";
import { world, type FakeBrowser, type World } from "../fake_browser";
import { readItem } from "../fake_people";

let given: World;
let claire: FakeBrowser;

beforeEach(async () => {
  given = await world();
  claire = await given.browser("claire");
});
afterEach(() => given.close());

async function readRow(): Promise<Row> {
  return claire.items.add(await readItem(), "read");
}

async function sentRow(): Promise<Row> {
  const row = await claire.outbox.send(await readRow(), { kind: "result" });
  await claire.outbox.deliver();
  return row;
}

/** What the relay has of the row's last envelope. */
function envelopeOf(row: Row): ParsedEnvelope {
  const id = row.item?.sent.at(-1)?.envelope[1] ?? new Uint8Array();
  return given.relay.envelopes.get(hex(id)) as ParsedEnvelope;
}

test("moves every result of the row, and the row has its link again", async () => {
  const row = await sentRow();
  const moved = await claire.outbox.reissue(row, "Ticket perdu");
  const [{ body, signature, sealed }] = given.relay.reissued[0] as [{ body: Bytes; signature: Bytes; sealed: Bytes }];
  const said = await parseReissue(body, signature);
  const { parsedHeader, header, signature: by } = envelopeOf(row);
  expect(hex(said.old)).toBe(hex(parsedHeader.copies[2]?.hash as Bytes));
  const keys = await ticketKeys(moved.item?.ticket?.secret as Bytes);
  const opened = await open("patient", { header, signature: by, copy: sealed }, keys.seed, said.hash);
  expect(opened.sections.result).toBeDefined();
  expect(moved.item?.ticket?.reissues).toMatchObject([{ by: "claire", reason: "Ticket perdu" }]);
});

test("a second time names the copies of the first", async () => {
  const first = await claire.outbox.reissue(await sentRow(), "Perdu");
  await claire.outbox.reissue(first, "Perdu encore");
  const [[before], [after]] = given.relay.reissued as [[{ sealed: Bytes }], [{ body: Bytes; signature: Bytes }]];
  const said = await parseReissue(after.body, after.signature);
  expect(hex(said.old)).toBe(hex(await sha256(before.sealed)));
});

test("after one that never reached the relay, names what the relay has", async () => {
  const row = await sentRow();
  given.relay.refusals.set("reissue", ["clock"]);
  await expect(claire.outbox.reissue(row, "Perdu")).rejects.toMatchObject({ code: "clock" });
  given.relay.refusals.set("reissue", ["incomplete-reissue"]);
  await claire.outbox.reissue(claire.row(row.number), "Perdu");
  const [{ body, signature }] = given.relay.reissued[0] as [{ body: Bytes; signature: Bytes }];
  const said = await parseReissue(body, signature);
  expect(hex(said.old)).toBe(hex(envelopeOf(row).parsedHeader.copies[2]?.hash as Bytes));
});

test("before any result is announced", async () => {
  await claire.outbox.reissue(await readRow(), "Perdu");
  await claire.outbox.deliver();
  expect(given.relay.announced).toHaveLength(1);
});

test("needs a network", async () => {
  const row = await sentRow();
  given.relay.cut.add("claire");
  await expect(claire.outbox.reissue(row, "Perdu")).rejects.toMatchObject({ name: "Unreachable" });
  expect(hex(claire.row(row.number).item?.ticket?.lookup as Bytes)).toBe(hex(row.item?.ticket?.lookup as Bytes));
});
