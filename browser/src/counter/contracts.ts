// What the counter's parts promise each other: the shapes they share, and nothing that runs.
// A part is a folder named after what the pharmacist does; it is reached through these interfaces and its own screens.

import type { ReadonlySignal } from "@preact/signals";
import type { Bytes } from "../envelope/bytes";
import type { Reference } from "../envelope/header";
import type { PharmacyLog } from "../envelope/pharmacy_log";
import type { Signer } from "../envelope/signature";
import type { TicketCard } from "../envelope/ticket";
import type { Statements } from "../envelope/statements";
import type { Plain } from "../record/shape";

export type Role = "titular" | "member" | "reader";

/** What the relay's pages are set to; public. */
export interface Configuration {
  /** Hash of the register's first root statement: the first one seen is pinned in this browser. */
  readonly register_root: string;
  /** Where the live board listens, an absolute address. */
  readonly live_url: string;
  /** A demonstration: it says so everywhere and refuses a real person's number. */
  readonly demo: boolean;
  /** Pro Santé Connect is set up. */
  readonly psc: boolean;
}

/** Who is signed in at this browser, as the relay knows it. Identifiers are 32 hexadecimal digits. */
export interface Session {
  readonly member: string;
  readonly name: string;
  readonly role: Role;
  /** 11 digits, or empty for a preparer. */
  readonly rpps: string;
  /** When the membership ends, in seconds since 1970. */
  readonly until?: number;
  /** Absent until the pharmacy's log has begun. */
  readonly pharmacy?: string;
  readonly shop: { readonly finess: string; readonly name: string; readonly phone: string };
  readonly locked: boolean;
}

/** What an unlocked counter holds in memory, and forgets when it locks. */
export interface Ring {
  readonly pharmacy: Bytes;
  readonly log: PharmacyLog;
  readonly statements: Statements;
  /** Signs items and log entries: the access key of whoever acts. */
  readonly member: Signer;
  /** Signs envelopes, announces and reissues: this browser's key, which it cannot show. */
  readonly device: Signer;
  /** The secret of the access key: for log entries alone. */
  readonly secret: Bytes;
  /** The seed of a pharmacy epoch, of now or of before. EnvelopeError `cannot-open` when nothing gives it. */
  seedOf(kid: Bytes): Promise<Bytes>;
}

export type State = "waiting" | "sampled" | "read" | "sent" | "cancelled";

/** Days are UTC days since 1970; the number is short, new each day, on the label and the cassette. */
export interface Place {
  readonly day: number;
  readonly number: number;
}

/** A line of the board. `item` is absent while the counter is locked; `due` stays, so that timers run. */
export interface Row extends Place {
  readonly state: State;
  readonly version: number;
  readonly item?: Item;
  readonly due?: Due;
  /** A change that this browser has not brought to the relay yet. */
  readonly unsent: boolean;
}

/** When a cassette may be read, in seconds since 1970. Holds nothing of a person. */
export interface Due {
  readonly from: number;
  readonly until: number;
}

/** One person's visit, sealed to the pharmacy; the relay sees its place, state and version. */
export interface Item {
  readonly v: 1;
  /** Seconds since 1970. */
  readonly created: number;
  /** Sections `identity`, `number`, `contact`, `context` as the record has them, as far as they are known. */
  readonly person: Plain;
  readonly consent: Consent;
  /** A test and its repeats: the last one counts, the others stay. */
  readonly rounds: readonly Round[];
  readonly ticket?: ItemTicket;
  /** What was sealed and sent for it, in order: the last one is the head that a correction names. */
  readonly sent: readonly Sent[];
  /** The four digits of a person who typed it all on a phone. */
  readonly prefill?: string;
  /** `fr` or `en`, in which that phone's page was read: the notice is written in it, else in French. */
  readonly language?: string;
  /** Number of the one it was copied from (same household). */
  readonly household?: number;
  /** Ticked off on the billing list, in seconds since 1970. */
  readonly billed?: number;
  /** Why it was cancelled. */
  readonly reason?: string;
  /** What was written without a network when another computer had written otherwise: for somebody to look at. */
  readonly aside?: readonly Aside[];
}

/** A value that gave way: `path` as `person.identity.birth_date`, `value` as this browser had it. */
export interface Aside {
  readonly path: string;
  readonly value: unknown;
  readonly at: number;
}

/** As the law words them; the record's `consent` of `source`. Absent is not asked yet, which the board shows as a gap. */
export interface Consent {
  readonly test?: boolean;
  readonly identity?: boolean;
  readonly doctor?: boolean;
  readonly notice?: boolean;
  readonly certificate?: boolean;
}

export interface Round {
  /** The record's `device`: name, lot, minutes of reading. */
  readonly device: Plain;
  readonly analytes: readonly { readonly disease: string; readonly loinc: string; readonly specimen?: string }[];
  /** Seconds since 1970. */
  readonly sampled?: number;
  readonly read?: number;
  /** SNOMED CT outcome by LOINC, once read. */
  readonly outcomes?: Readonly<Record<string, string>>;
  /** Until when it can be taken back; then it is sealed. */
  readonly seal_after?: number;
  /** The envelope's day and id, chosen when read, so that two computers seal one envelope and not two. */
  readonly envelope?: Reference;
  readonly comment?: string;
}

/** What seals another copy to the same ticket. The link's secret stays only until the ticket is handed over or printed. */
export interface ItemTicket extends TicketCard {
  readonly secret?: Bytes;
  /** Six digits said at the counter, when the birth date is not whole. */
  readonly code?: string;
  /** Lookups of the tickets before it, in hexadecimal. */
  readonly replaced?: readonly string[];
  /** Why each of those was replaced, by whom. */
  readonly reissues?: readonly { readonly at: number; readonly by: string; readonly reason: string }[];
}

export interface Sent {
  readonly envelope: Reference;
  readonly kind: "result" | "correction" | "cancellation";
  readonly round: number;
  readonly at: number;
  readonly reason?: string;
  /** Who typed, and the pharmacist responsible that day. */
  readonly by: string;
  readonly responsible: Responsible;
  /** Hashes of the patient's copy under each new ticket it was moved to, in order. */
  readonly moved?: readonly Bytes[];
}

export interface Responsible {
  readonly name: string;
  readonly rpps: string;
}

/** The shop's documents that all computers share, each sealed to the pharmacy. */
export interface Shelf {
  readonly kits: { readonly in_use: readonly KitInUse[] };
  readonly duty: { readonly day: number; readonly responsible: Responsible };
}

export interface KitInUse {
  readonly device: Plain;
  readonly analytes: Round["analytes"];
}

/** The board's rows, of this browser and of the shop's others. */
export interface Items {
  /** Of today, and of earlier days what is not finished. Locked: without `item`. */
  readonly rows: ReadonlySignal<readonly Row[]>;
  /** Whether the relay answers: false shows what this browser has, and everything still works. */
  readonly online: ReadonlySignal<boolean>;
  add(item: Item, state?: State): Promise<Row>;
  /** Rises whenever somebody has typed their identity on their own phone, as far as this browser hears of it. */
  readonly prefilled: ReadonlySignal<number>;
  /** `Stale` (items/stale.ts) when another computer was first. Kept here and sent later without a network. */
  change(place: Place, state: State, edit: (item: Item) => Item): Promise<Row>;
  /** All rows of past days, opened: `first` and `last` included. */
  days(first: number, last: number): Promise<readonly Row[]>;
  shelf<Name extends keyof Shelf>(name: Name): ReadonlySignal<Shelf[Name] | undefined>;
  place<Name extends keyof Shelf>(name: Name, document: Shelf[Name]): Promise<void>;
}

/** What became of an envelope. */
export type Outcome =
  | { readonly state: "here" | "accepted" }
  | { readonly state: "refused"; readonly code: string }
  | { readonly state: "registered"; readonly at: number }
  | { readonly state: "rejected"; readonly problems: readonly { readonly code: string; readonly path: string }[] }
  | { readonly state: "dead"; readonly code: string };

/** Sealed envelopes on their way: kept in this browser until the relay has them, sent once. */
export interface Outbox {
  /** Those that the relay does not have yet, by id in hexadecimal. */
  readonly waiting: ReadonlySignal<ReadonlySet<string>>;
  /** The operator lets this installation send nothing for now. */
  readonly suspended: ReadonlySignal<boolean>;
  /** Seal the row's last round, or its correction or cancellation, keep it, and send it when there is a network. */
  send(row: Row, order: SendOrder): Promise<Row>;
  /** Announce the ticket of a row, so that its page says "waiting". */
  announce(row: Row): Promise<void>;
  /** A new ticket for the same results; the old link says it was replaced. */
  reissue(row: Row, reason: string): Promise<Row>;
  /** A record that is no row of the board (a file's): sealed elsewhere, without a ticket, sent from here. `envelope` is
   *  encoded. Kept when this returns; the same id again keeps the first. */
  post(envelope: Bytes, reference: Reference): Promise<void>;
  /** By id in hexadecimal. An envelope that neither this browser nor the relay has is absent: another computer's, not sent. */
  outcomes(references: readonly Reference[]): Promise<ReadonlyMap<string, Outcome>>;
}

export interface SendOrder {
  readonly kind: Sent["kind"];
  readonly reason?: string;
}
