// A record to an envelope, with the keys in force now; and one that waits, sealed again under those of today
// (spec/counter.md §8, spec/envelope.md §5).

import { hex, type Bytes } from "../../envelope/bytes";
import type { Header, Reference, Ticket } from "../../envelope/header";
import { open } from "../../envelope/open";
import { sealEnvelope, sealSections, ticketReference, type Order, type TicketFor } from "../../envelope/seal";
import { openSections, type Sections } from "../../envelope/sections";
import { isPartial } from "../../envelope/ticket";
import { encodeEnvelope, parseEnvelope, type ParsedEnvelope } from "../../envelope/wire";
import { reachable } from "../../record/notice";
import { section, text } from "../../record/statistics";
import type { Item, ItemTicket, Ring } from "../contracts";

/** The language of most people who are tested. */
const LANGUAGE = "fr";
const [OLDEST_DAYS, DAY] = [59, 86_400];

export interface Sealing {
  readonly ring: Ring;
  readonly ticket?: ItemTicket | undefined;
  /** Of the notice; French when nobody knows. */
  readonly language?: string | undefined;
  /** Seconds since 1970. */
  readonly now: number;
}

/** The encoded envelope of a record. EnvelopeError `too-large`, `needs-code`, `no-key`. */
export async function sealRecord(
  record: Sections,
  [day, id]: Reference,
  corrects: Reference | undefined,
  sealing: Sealing,
): Promise<Bytes> {
  const order = { ...orderOf(record, sealing), day, id, ...(corrects && { corrects }) };
  return encodeEnvelope((await sealEnvelope(record, order)).envelope);
}

/** The same record under its id once more, with its salts: a relay or register that has it knows it again. */
export async function sealAgain(envelope: Bytes, sealing: Sealing): Promise<{ envelope: Bytes; day: number }> {
  const parsed = await parseEnvelope(envelope);
  const { header, sections, entries } = await openPharmacyCopy(parsed, sealing.ring);
  const { id, corrects } = header;
  const day = dayOf(header, sealing.now);
  const order = { ...orderOf(sections, sealing), day, id, ...(corrects && { corrects }) };
  const { envelope: again } = await sealSections(await openSections(entries), order);
  return { envelope: encodeEnvelope(again), day };
}

/** What the relay is told of a row's ticket. */
export function ticketOf(item: Item & { readonly ticket: ItemTicket }): Promise<Ticket> {
  return ticketReference(ticketFor(item.person, item.ticket));
}

export function openPharmacyCopy({ header, signature, copies, parsedHeader }: ParsedEnvelope, ring: Ring) {
  const at = parsedHeader.copies.findIndex(({ role }) => role === "pharmacy");
  return openDelivery({ header, signature, copy: copies[at] as Bytes }, parsedHeader, ring);
}

/** The pharmacy's copy, opened with the epoch that it names. */
export async function openDelivery(delivery: Parameters<typeof open>[1], header: Header, ring: Ring) {
  const kid = header.copies.find(({ role }) => role === "pharmacy")?.kid ?? new Uint8Array();
  return open("pharmacy", delivery, await ring.seedOf(kid));
}

/** The device of this browser signs, and is still in the log. */
export function isDevice({ log, device }: Ring): boolean {
  return log.devices.has(hex(device.publicKey));
}

function orderOf(record: Sections, { ring, ticket, language = LANGUAGE, now }: Sealing): Omit<Order, "day"> {
  const { pharmacy, device, log, statements } = ring;
  const readers = { register: statements.newest("register", now).pk, pharmacy: log.epoch.publicKey };
  const identityToRegister = section(record.source ?? {}, "consents")["identity"] === true;
  const sealed = { sender: { pharmacy, device }, readers, identityToRegister };
  return ticket ? { ...sealed, ticket: ticketFor(record, ticket), ...notice(record, { ring, language, now }) } : sealed;
}

/** The slip for whoever asked to be told, when there is an address and a notifier. */
function notice(
  record: Sections,
  { ring, language, now }: { ring: Ring; language: string; now: number },
): Pick<Order, "notice"> {
  const agreed = section(record.source ?? {}, "consents")["notice"] === true;
  const address = reachable(record.contact, agreed);
  if (
    !address ||
    !ring.statements.usable("notifier").some((key) => key.not_before <= now && now <= key.destroy_after)
  ) {
    return {};
  }
  const { pk: publicKey } = ring.statements.newest("notifier", now);
  return { notice: { publicKey, slip: { ...address, language } } };
}

function ticketFor(person: object, { code, ...card }: ItemTicket): TicketFor {
  const born = text(section(person as Sections, "identity")["birth_date"]) || "0000";
  const [year, month = "00", day = "00"] = born.split("-");
  const birthDate = `${year}${month}${day}`;
  return { card, birthDate, ...(code !== undefined && isPartial(birthDate) && { code }) };
}

/** The day it has, while the relay takes that; else the present one. */
function dayOf({ day }: Header, now: number): number {
  const today = Math.floor(now / DAY);
  return day >= today - OLDEST_DAYS && day <= today + 1 ? day : today;
}
