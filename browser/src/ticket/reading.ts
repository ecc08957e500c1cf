// From the relay's copies to what the person reads: each opened here, corrections put in their place
// (spec/ticket.md §4).

import { parseReissue } from "../envelope/announce";
import { equal, hex, type Bytes } from "../envelope/bytes";
import { isFields, type Fields, type Value } from "../envelope/cbor";
import { EnvelopeError } from "../envelope/errors";
import { parseHeader, type Header } from "../envelope/header";
import { sha256 } from "../envelope/kdf";
import { open, type Opened } from "../envelope/open";
import type { TicketKeys } from "../envelope/ticket";
import type { Contact, TicketCopy } from "./relay";

export interface Analyte {
  readonly disease: string;
  readonly loinc: string;
  readonly outcome: string;
  readonly comment: string;
}

/** As the civil record has it; `born` as far as it is known. */
export interface Person {
  readonly name: string;
  readonly born: string;
}

export interface Reading {
  readonly firstName: string;
  readonly person: Person;
  readonly analytes: readonly Analyte[];
  readonly sampled: string;
  readonly professional: string;
  readonly device: string;
  readonly lot: string;
  readonly pharmacy: Contact;
  /** The person agreed to be named to the register. */
  readonly named: boolean;
  /** It replaces an earlier result; the day it did, counted from 1970-01-01. */
  readonly corrects?: number;
  /** A later result replaces it; that one's day. */
  readonly correctedOn?: number;
  /** That one cancels it. */
  readonly isTakenBack?: boolean;
}

/** In the place of an outcome where the pharmacy took a result back: there is none any more. */
export const CANCELLED = "cancelled";
const UNSATISFACTORY = "125154007";

/** Every result under the ticket, the newest first. An EnvelopeError when any does not open. */
export async function readings(copies: readonly TicketCopy[], keys: TicketKeys): Promise<Reading[]> {
  return ordered(await Promise.all(copies.map((copy) => openCopy(copy, keys))));
}

type Found = Pick<Opened, "sections"> & { readonly header: Pick<Header, "day" | "id" | "corrects"> };

/** Each knows what replaces it; the newest first. */
export function ordered(opened: readonly Found[]): Reading[] {
  const read = opened.map(({ header, sections }) => ({ header, reading: readEnvelope(header, sections) }));
  const successors = new Map(
    read.flatMap(({ header, reading }) => (header.corrects ? [[nameOf(...header.corrects), reading] as const] : [])),
  );
  return read
    .map(({ header, reading }) => replacedBy(reading, successors.get(nameOf(header.day, header.id))))
    .sort((one, other) => Date.parse(other.sampled) - Date.parse(one.sampled));
}

/** A correction that leaves no analyte a result is a cancellation (spec/counter.md §8). */
function readEnvelope({ corrects, day }: Found["header"], sections: Found["sections"]): Reading {
  const reading = readSections(sections);
  if (!corrects) return reading;
  const isCancellation = reading.analytes.every(({ outcome }) => outcome === UNSATISFACTORY);
  const analytes = reading.analytes.map((analyte) => (isCancellation ? { ...analyte, outcome: CANCELLED } : analyte));
  return { ...reading, analytes, corrects: day };
}

function replacedBy(reading: Reading, by: Reading | undefined): Reading {
  if (by?.corrects === undefined) return reading;
  return { ...reading, correctedOn: by.corrects, isTakenBack: isCancelled(by) };
}

export function isCancelled({ analytes }: Reading): boolean {
  return analytes.length > 0 && analytes.every(({ outcome }) => outcome === CANCELLED);
}

async function openCopy(copy: TicketCopy, keys: TicketKeys): Promise<Opened> {
  const moved = copy.reissue && (await movedHash(copy, keys));
  return open("patient", copy, keys.seed, moved);
}

/** The hash that a reissue gives, once it is sure that it speaks of this copy and of this ticket. */
async function movedHash({ header, copy, reissue, reissue_signature }: TicketCopy, keys: TicketKeys): Promise<Bytes> {
  const said = await parseReissue(reissue ?? new Uint8Array(), reissue_signature ?? new Uint8Array());
  const mine = equal(said.ticket.lookup, keys.lookup) && equal(said.hash, await sha256(copy));
  if (!mine || !speaksOf(said, parseHeader(header))) throw new EnvelopeError("bad-hash", "reissue");
  return said.hash;
}

function speaksOf(said: { pharmacy: Bytes; day: number; id: Bytes }, header: Header): boolean {
  return equal(said.pharmacy, header.pharmacy) && said.day === header.day && equal(said.id, header.id);
}

function nameOf(day: number, id: Bytes): string {
  return `${day}/${hex(id)}`;
}

function readSections({ identity = {}, result = {}, source = {} }: Opened["sections"]): Reading {
  const [device, professional, pharmacy] = [at(result, "device"), at(source, "professional"), at(source, "pharmacy")];
  const analytes = Array.isArray(result["analytes"]) ? result["analytes"] : [];
  return {
    person: readPerson(identity),
    firstName: nameCase(text(identity, "used_first_name") || text(identity, "birth_first_name")),
    analytes: analytes.filter(isFields).map(readAnalyte),
    sampled: text(result, "sampling_time"),
    professional: [text(professional, "given"), text(professional, "family")].map(nameCase).join(" ").trim(),
    device: text(device, "name") || [text(device, "manufacturer"), text(device, "reference")].join(" ").trim(),
    lot: text(device, "lot"),
    pharmacy: { name: text(pharmacy, "name"), phone: text(pharmacy, "phone") },
    named: at(source, "consents")["identity"] === true,
  };
}

/** First names, then the birth name in capitals, and the name in use when it is another. */
function readPerson(identity: Fields): Person {
  const [birth, used] = [text(identity, "birth_name"), text(identity, "used_name")];
  const first = text(identity, "birth_first_name") || text(identity, "used_first_name");
  const names = [nameCase(first), birth, used && used !== birth ? `(${used})` : ""];
  return { name: names.filter(Boolean).join(" "), born: text(identity, "birth_date") };
}

function readAnalyte(fields: Fields): Analyte {
  const [disease, loinc] = [text(fields, "disease"), text(fields, "loinc")];
  return { disease, loinc, outcome: text(fields, "outcome"), comment: text(fields, "comment") };
}

function at(fields: Fields, name: string): Fields {
  const value = fields[name];
  return value !== undefined && isFields(value) ? value : {};
}

function text(fields: Fields, name: string): string {
  const value: Value | undefined = fields[name];
  return typeof value === "string" ? value : "";
}

/** Registers write names in capitals; a person reads `Jean-Marie`. A name with small letters stays as it is. */
function nameCase(name: string): string {
  if (name !== name.toUpperCase()) return name;
  return name
    .toLowerCase()
    .replace(/(^|[\s'’-])(\p{L})/gu, (_, before: string, letter: string) => before + letter.toUpperCase());
}
