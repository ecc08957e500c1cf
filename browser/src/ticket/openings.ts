// Who opened it (spec/ticket.md §7): lines of the services' journals, each checked here against its ledger.
// Loaded when it is asked for. What is shown is what the page could check, and it says of each line whether it could.

import { concat, equal, hex, utf8, type Bytes } from "../envelope/bytes";
import { decode, isFields, type Fields } from "../envelope/cbor";
import { bytes, list, take, text, unsigned } from "../envelope/fields";
import { sha256 } from "../envelope/kdf";
import { verifyProof, type Ledger } from "../envelope/ledger_proof";
import { post, readStanding, type Standing } from "./relay";

/** An envelope that the page has opened: lines about others are no business of this page. */
export interface Subject {
  readonly pharmacy: Bytes;
  readonly id: Bytes;
}

export type Proven = "proven" | "waiting" | "refused";

export interface Opening {
  /** UTC, as it was noted. */
  readonly at: string;
  readonly action: string;
  readonly proven: Proven;
}

export interface Told {
  /** The newest first; one act on several results is one. */
  readonly openings: readonly Opening[];
  /** What an auditor checks: JSON Lines (spec/journal.md §2). */
  readonly lines: string;
}

interface Line {
  readonly ledger: string;
  readonly entry: Bytes;
  readonly nonce: Bytes;
  readonly proof?: string;
}

interface Checked extends Line {
  readonly said: ReturnType<typeof readEntry>;
  readonly proven: Proven;
  readonly index?: number;
}

const LIMIT = 4_000_000;
const LINE = { ledger: text(255), entry: bytes(1, 4096), nonce: bytes(32) };
const ENTRY = { at: text(24), actor: text(256), action: text(64), count: unsigned, detail: text(4096, 0) };
const SUBJECT = { pharmacy: bytes(16), id: bytes(16) };
const VERIFIER_KEY = /^([^\s+]+)\+[0-9a-f]{8}\+([A-Za-z0-9+/]{44})$/;
const WORST: readonly Proven[] = ["refused", "waiting", "proven"];

/** What both services noted of these envelopes, or the ticket's standing when the proof no longer counts. */
export async function askOpenings(token: Bytes, proof: Bytes, subjects: readonly Subject[]): Promise<Told | Standing> {
  const response = await post("/t/journal", concat(token, proof));
  const answer = decode(new Uint8Array(await response.arrayBuffer()), LIMIT, "answer");
  if (isFields(answer) && "state" in answer) return readStanding(answer as Partial<Standing>);
  return readTold(answer as Fields, subjects);
}

/** An EnvelopeError when the answer is none; a line that proves nothing is one that says so. */
export async function readTold(answer: Fields, subjects: readonly Subject[]): Promise<Told> {
  const given = list((value, path) => take(value, path, LINE, { proof: text(16_384) }), 0, 400);
  const { keys, lines } = take(answer, "answer", { keys: list(text(512), 0, 64), lines: given });
  const ledgers = keys.flatMap(ledgerOf);
  const checked = await Promise.all(lines.map((line) => check(line, ledgers)));
  const ours = checked.filter(({ said }) =>
    subjects.some(({ pharmacy, id }) => equal(pharmacy, said.pharmacy) && equal(id, said.id)),
  );
  return { openings: together(ours), lines: ours.map(written).join("") };
}

async function check(line: Line, ledgers: readonly Ledger[]): Promise<Checked> {
  const said = readEntry(line.entry);
  if (line.proof === undefined) return { ...line, said, proven: "waiting" };
  const leaf = concat(utf8("sceau/leaf/journal/v1\0"), await sha256(line.nonce, line.entry));
  for (const ledger of ledgers.filter(({ origin }) => origin === line.ledger)) {
    const place = await verifyProof(line.proof, leaf, ledger).catch(() => undefined);
    if (place) return { ...line, said, proven: "proven", index: place.index };
  }
  return { ...line, said, proven: "refused" };
}

function readEntry(entry: Bytes) {
  return take(decode(entry, 4096, "entry"), "entry", { ...ENTRY, ...SUBJECT });
}

/** A key is named as its ledger; one that cannot be read vouches for nothing. */
function ledgerOf(key: string): Ledger[] {
  const [, origin, encoded] = VERIFIER_KEY.exec(key) ?? [];
  if (origin === undefined || encoded === undefined) return [];
  const blob = Uint8Array.from(atob(encoded), (character) => character.charCodeAt(0));
  return blob[0] === 1 && blob.length === 33 ? [{ origin, publicKey: blob.slice(1) }] : [];
}

/** A person who opens a ticket with two results did one thing; it is proven when both lines are. */
function together(lines: readonly Checked[]): Opening[] {
  const found = new Map<string, Opening>();
  for (const { said, proven } of lines) {
    const name = `${said.at} ${said.actor} ${said.action}`;
    const before = found.get(name)?.proven ?? "proven";
    const worst = WORST.find((one) => one === before || one === proven) ?? "refused";
    found.set(name, { at: said.at, action: said.action, proven: worst });
  }
  return [...found.values()].sort((one, other) => (one.at < other.at ? 1 : -1));
}

function written({ said, nonce, index, ledger }: Checked): string {
  const line = { ...said, pharmacy: hex(said.pharmacy), id: hex(said.id), nonce: hex(nonce), index, ledger };
  return `${JSON.stringify(line)}\n`;
}
