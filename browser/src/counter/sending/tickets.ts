// What the relay is told of a row's ticket: that it was handed over, or that another takes its place (spec/ticket.md §3, §5).

import { encodeAnnounce } from "../../envelope/announce";
import { equal, hex, type Bytes } from "../../envelope/bytes";
import { encode } from "../../envelope/cbor";
import type { Ticket } from "../../envelope/header";
import { makeTicket, proofDate } from "../handover/ticket";
import type { Item, ItemTicket, Row, Sent } from "../contracts";
import { isForLater } from "../items/writing";
import { Refused, Unreachable } from "../relay";
import type { Desk } from "./outbox";
import { hold, move, reissueBody, type Moving } from "./reissue";
import { ticketOf } from "./sealer";

type Ticketed = Item & { readonly ticket: ItemTicket };
type TicketedRow = Row & { readonly item: Ticketed };
const INCOMPLETE = "incomplete-reissue";

/** Kept when this returns, and said as soon as there is a network; nothing for a row without a ticket. */
export async function announce(row: Row, desk: Desk): Promise<void> {
  if (!isTicketed(row)) return;
  const { ring, now, envelopes, courier } = desk;
  const [pharmacy, sender, day] = [ring.pharmacy, ring.device.publicKey, Math.floor(now / 86_400)];
  const body = encodeAnnounce({ pharmacy, sender, day, ...(await ticketOf(row.item)) });
  const signed = encode({ body, signature: await ring.device.sign("announce", body) });
  await envelopes.addErrand({ name: `announce/${hex(row.item.ticket.lookup)}`, path: "/announce", body: signed });
  courier.soon();
}

/** Needs a network: Unreachable without. The new link is in the row that is returned. */
export async function reissue(asked: Row, reason: string, desk: Desk): Promise<Row> {
  const rows = sharing(asked, desk);
  const [first] = rows;
  if (!first) throw new Refused(404, "ticket-unknown", new Uint8Array());
  await desk.courier.deliver(); // what waits belongs to the old ticket, and moves with it
  const ticket = await successor(first.item, reason, desk);
  const movings = (await Promise.all(rows.map((row) => movingsOf(row, ticket, desk)))).flat();
  const noted = await Promise.all(rows.map((row) => desk.items.change(row, row.state, withTicket(ticket, movings))));
  const fresh = noted.find(({ day, number }) => day === asked.day && number === asked.number) ?? asked;
  if (movings.length && isTicketed(fresh)) await moveAll(movings, await ticketOf(fresh.item), desk);
  else await announce(fresh, desk);
  return fresh;
}

/** The row, and others of the board under the same ticket. */
function sharing(asked: Row, { items }: Desk): TicketedRow[] {
  const isAsked = ({ day, number }: Row): boolean => day === asked.day && number === asked.number;
  const known = items.rows.peek();
  const rows = known.some(isAsked) ? known : [...known, asked];
  const ticketed = rows.filter(isTicketed);
  const lookup = ticketed.find(isAsked)?.item.ticket.lookup;
  return lookup ? ticketed.filter(({ item }) => equal(item.ticket.lookup, lookup)) : [];
}

async function successor({ person, ticket }: Ticketed, reason: string, { session, now }: Desk): Promise<ItemTicket> {
  const replaced = [...(ticket.replaced ?? []), hex(ticket.lookup)];
  const reissues = [...(ticket.reissues ?? []), { at: now, by: session.name, reason }];
  return { ...(await makeTicket(proofDate(person))), replaced, reissues };
}

/** The row's envelopes that the relay has, sealed to the new ticket. */
async function movingsOf({ item }: TicketedRow, ticket: ItemTicket, desk: Desk): Promise<Moving[]> {
  const movings: Moving[] = [];
  for (const sent of item.sent) {
    const state = (await desk.envelopes.get(hex(sent.envelope[1])))?.state;
    if (state === "refused") continue;
    if (state === "waiting" || state === "held") throw new Unreachable("a result is still on its way");
    const holding = await hold(desk.relay, desk.ring, sent).catch(unlessUnknown);
    if (holding?.hashes.length) movings.push(await move(holding, ticket));
  }
  return movings;
}

function withTicket(ticket: ItemTicket, movings: readonly Moving[]): (item: Item) => Item {
  const hashOf = ({ envelope: [, id] }: Sent): Bytes | undefined =>
    movings.find(({ header }) => equal(header.id, id))?.hash;
  return (item) => ({
    ...item,
    ticket,
    sent: item.sent.map((sent) => {
      const hash = hashOf(sent);
      return hash ? { ...sent, moved: [...(sent.moved ?? []), hash] } : sent;
    }),
  });
}

/** The relay must be told which copies it has now: one whose answer was lost may have moved them, or not. */
async function moveAll(movings: readonly Moving[], ticket: Ticket, { relay, ring, envelopes }: Desk): Promise<void> {
  for (let back = 0; ; back++) {
    const body = await reissueBody(movings, { ring, ticket, back });
    if (!body) throw new Refused(422, INCOMPLETE, new Uint8Array());
    try {
      await relay.open("POST", "/reissue", "application/cbor", body);
      return;
    } catch (error) {
      if (error instanceof Refused && error.code === INCOMPLETE) continue;
      if (!isForLater(error)) throw error;
      return envelopes.addErrand({ name: `reissue/${hex(ticket.lookup)}`, path: "/reissue", body });
    }
  }
}

function isTicketed(row: Row): row is TicketedRow {
  return row.item?.ticket !== undefined;
}

/** Another computer's, which the relay never had. */
function unlessUnknown(error: unknown): undefined {
  if (error instanceof Refused && error.status === 404) return undefined;
  throw error;
}
