// Sealing: a record and its readers' public keys in, an envelope out (spec/envelope.md §4 and §5).
// Every copy is tied to its reader, its role and the header, and filled to one of two sizes.

import { random, type Bytes } from "./bytes";
import { encode, type Value } from "./cbor";
import { capacity, sealCopy } from "./copy";
import { EnvelopeError } from "./errors";
import {
  binding,
  encodeHeader,
  encodeRouting,
  ROLES,
  type CopyReference,
  type Header,
  type Reference,
  type Role,
  type Ticket,
} from "./header";
import { kid, sha256 } from "./kdf";
import {
  ABOUT_THE_PERSON,
  commitment,
  makeSections,
  PATIENT_SEES,
  reveal,
  SECTION_NAMES,
  withhold,
  type Section,
  type Sections,
} from "./sections";
import type { Signer } from "./signature";
import { slip, type Slip } from "./slip";
import { proof, replyPatient, type TicketCard } from "./ticket";
import { COPY_SIZES, NOTIFIER_SIZE, type Envelope } from "./wire";

export interface Sender {
  readonly pharmacy: Bytes;
  readonly device: Signer;
}

/** A ticket's card and what opens it: birth date YYYYMMDD, and the code said at the counter when that is not whole. */
export interface TicketFor {
  readonly card: TicketCard;
  readonly birthDate: string;
  readonly code?: string;
}

/** As much of it as the relay's part is made from. */
export interface TicketProof extends Pick<TicketFor, "birthDate" | "code"> {
  readonly card: Pick<TicketCard, "lookup" | "born">;
}

export interface Order {
  readonly sender: Sender;
  readonly day: number;
  /** Public keys of the readers. */
  readonly readers: { readonly register: Bytes; readonly pharmacy: Bytes };
  /** The person agreed to be named to the register. */
  readonly identityToRegister: boolean;
  readonly ticket?: TicketFor;
  readonly notice?: { readonly publicKey: Bytes; readonly slip: Slip };
  readonly corrects?: Reference;
  readonly id?: Bytes;
}

/** `reply` is the key of the register's answers, which the sender forgets when it has read them. */
export interface Sealed {
  readonly envelope: Envelope;
  readonly header: Header;
  readonly reply: Bytes;
}

interface Part {
  readonly role: Role;
  readonly publicKey: Bytes;
  readonly payload: Bytes;
}

/** `too-large` when the record fits no envelope; `needs-code` for a ticket whose birth date is not whole. */
export async function sealEnvelope(record: Sections, order: Order): Promise<Sealed> {
  return sealSections(await makeSections(record), order);
}

/** The same of sections that have their salts: sealed again under the same id, a record keeps its commitment. */
export async function sealSections(sections: readonly Section[], order: Order): Promise<Sealed> {
  const routing = encodeRouting({ salt: random(16), ...(await ticketField(order.ticket)) });
  const unsigned: Omit<Header, "copies"> = {
    id: order.id ?? random(16),
    pharmacy: order.sender.pharmacy,
    day: order.day,
    sender: order.sender.device.publicKey,
    commit: await commitment(sections.map(({ name, digest }) => [name, digest])),
    routing: await sha256(routing),
    ...(order.corrects && { corrects: order.corrects }),
  };
  const reply = random(32);
  const { references, copies } = await sealParts(await parts(sections, order, unsigned.id, reply), unsigned);
  const header = { ...unsigned, copies: references };
  const bytes = encodeHeader(header);
  const signature = await order.sender.device.sign("envelope", bytes);
  return { envelope: { header: bytes, signature, routing, copies }, header, reply };
}

/** The patient copy of `header`'s envelope again, for a new ticket, at the size it had (spec/ticket.md §5).
 *  Of `entries`, as the pharmacy or the person opened them, what the person may not see is withheld. */
export async function resealPatientCopy(header: Header, entries: Value, card: TicketCard, size: number) {
  const payload = encode({ sections: await withhold(entries, PATIENT_SEES) });
  return sealCopy("patient", card.public_key, await binding(header), payload, size);
}

/** What the relay is told of a ticket. */
export async function ticketReference({ card, birthDate, code }: TicketProof): Promise<Ticket> {
  return { lookup: card.lookup, proof: await sha256(await proof(card, birthDate, code)) };
}

async function ticketField(ticket?: TicketFor): Promise<{ ticket?: Ticket }> {
  return ticket ? { ticket: await ticketReference(ticket) } : {};
}

async function parts(sections: readonly Section[], order: Order, id: Bytes, reply: Bytes): Promise<Part[]> {
  const { readers, ticket, notice, identityToRegister } = order;
  if (notice && !ticket) throw new EnvelopeError("bad-copies", "notifier");
  const named = SECTION_NAMES.filter((name) => identityToRegister || !ABOUT_THE_PERSON.includes(name));
  const toPerson = ticket ? { reply_patient: await replyPatient(ticket.card, id) } : {};
  const register = encode({ sections: reveal(sections, named), reply, ...toPerson });
  const pharmacy = encode({ sections: reveal(sections, SECTION_NAMES), reply });
  const list: Part[] = [
    { role: "register", publicKey: readers.register, payload: register },
    { role: "pharmacy", publicKey: readers.pharmacy, payload: pharmacy },
  ];
  if (ticket) {
    const payload = encode({ sections: reveal(sections, PATIENT_SEES) });
    list.push({ role: "patient", publicKey: ticket.card.public_key, payload });
  }
  if (notice)
    list.push({
      role: "notifier",
      publicKey: notice.publicKey,
      payload: encode({ ...slip({ ...notice.slip }, "slip") }),
    });
  return list.sort((one, other) => ROLES.indexOf(one.role) - ROLES.indexOf(other.role));
}

async function sealParts(parts: readonly Part[], header: Omit<Header, "copies">) {
  const longest = Math.max(...parts.filter(({ role }) => role !== "notifier").map(({ payload }) => payload.length));
  const common = COPY_SIZES.find((size) => longest <= capacity(size));
  if (common === undefined) throw new EnvelopeError("too-large", "record");
  const bound = await binding(header);
  const copies: Bytes[] = [];
  const references: CopyReference[] = [];
  for (const { role, publicKey, payload } of parts) {
    const sealed = await sealCopy(role, publicKey, bound, payload, role === "notifier" ? NOTIFIER_SIZE : common);
    copies.push(sealed);
    references.push({ role, ...(await keyName(role, publicKey)), hash: await sha256(sealed) });
  }
  return { copies, references };
}

/** A ticket's key has no name: two envelopes under one ticket would show it. */
async function keyName(role: Role, publicKey: Bytes): Promise<{ kid?: Bytes }> {
  return role === "patient" ? {} : { kid: await kid(publicKey) };
}
