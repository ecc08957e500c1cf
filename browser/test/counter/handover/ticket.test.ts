// Tickets as the board keeps them.

import { expect, test } from "vitest";
import type { Item } from "../../../src/counter/contracts";
import { linkOf, makeTicket, proofDate, withoutSecret } from "../../../src/counter/handover/ticket";
import { parseLink, ticketKeys } from "../../../src/envelope/ticket";

const HOST = "https://sceau.example";
const item: Item = { v: 1, created: 0, person: {}, consent: {}, rounds: [], sent: [] };

test("the link of a new ticket leads to the lookup that the board keeps", async () => {
  const ticket = await makeTicket("19790328");
  const { secret } = parseLink(linkOf(ticket, HOST) ?? "");
  expect((await ticketKeys(secret)).lookup).toEqual(ticket.lookup);
});

test("a whole birth date needs no code", async () => {
  expect((await makeTicket("19790328")).code).toBeUndefined();
});

test("a birth date without its day gets six digits to say, and its link asks for them", async () => {
  const ticket = await makeTicket("19790300");
  expect(ticket.code).toMatch(/^\d{6}$/);
  expect(parseLink(linkOf(ticket, HOST) ?? "").asksCode).toBe(true);
});

test("once handed over, no link can be shown again", async () => {
  const ticket = await makeTicket("19790328");
  const kept = withoutSecret({ ...item, ticket });
  expect(kept.ticket && linkOf(kept.ticket, HOST)).toBeUndefined();
});

test("once handed over, the ticket still receives results", async () => {
  const { secret: _gone, ...rest } = await makeTicket("19790328");
  expect(withoutSecret({ ...item, ticket: { ...rest, secret: _gone! } }).ticket).toEqual(rest);
});

test.each([
  ["1979-03-28", "19790328"],
  ["1979-03", "19790300"],
  ["1979", "19790000"],
])("a birth date of %s proves as %s", (declared, expected) => {
  expect(proofDate({ identity: { birth_date: declared } })).toBe(expected);
});
