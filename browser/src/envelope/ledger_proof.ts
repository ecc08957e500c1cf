// That an entry is in a ledger: a tlog-proof file, verified offline with the ledger's own key (spec/ledger.md §4 to §8).
// Index, siblings and signed checkpoint stand in one text; each number and hash has one spelling.

import { concat, equal, hex, utf8, type Bytes } from "./bytes";
import { EnvelopeError } from "./errors";
import { sha256 } from "./kdf";
import { accepts } from "./signature";

/** A ledger's name and its Ed25519 key: the name of the key is the ledger's origin. */
export interface Ledger {
  readonly origin: string;
  readonly publicKey: Bytes;
}

export interface Place {
  readonly index: number;
  readonly size: number;
}

interface Checkpoint {
  readonly size: number;
  readonly root: Bytes;
}

const HEADER = "c2sp.org/tlog-proof@v1";
const ED25519 = 1;
const SIGNATURE_LINE = /^\u2014 ([^\s+]+) (\S+)$/;

/** Where `entry` stands in `ledger`; `bad-proof` unless the file proves it. */
export async function verifyProof(file: string, entry: Bytes, ledger: Ledger): Promise<Place> {
  const [head = "", ...rest] = file.split("\n\n");
  const [header, indexLine = "", ...hashes] = head.split("\n");
  const [label, index] = [indexLine.slice(0, 6), decimal(indexLine.slice(6))];
  const { size, root } = await openCheckpoint(rest.join("\n\n"), ledger);
  const leaf = await sha256(Uint8Array.of(0), entry);
  const climbed = await climb(index, size, leaf, hashes.map(hash));
  if (header !== HEADER || label !== "index " || !equal(climbed, root)) throw refusal();
  return { index, size };
}

/** The root that the siblings lead to, from the leaf up. */
async function climb(index: number, size: number, leaf: Bytes, siblings: readonly Bytes[]): Promise<Bytes> {
  if (index >= size) throw refusal();
  let [node, at, last, used] = [leaf, index, size - 1, 0];
  for (; last > 0; at = Math.floor(at / 2), last = Math.floor(last / 2)) {
    const isRight = at % 2 === 1;
    if (!isRight && at === last) continue; // alone on its row: it rises as it is
    const sibling = siblings[used++];
    if (!sibling) throw refusal();
    node = isRight ? await sha256(Uint8Array.of(1), sibling, node) : await sha256(Uint8Array.of(1), node, sibling);
  }
  if (used !== siblings.length) throw refusal();
  return node;
}

/** Origin, size and root, once the ledger's key signed them; other signers' lines are passed over. */
async function openCheckpoint(note: string, { origin, publicKey }: Ledger): Promise<Checkpoint> {
  const [text, block, ...more] = note.split("\n\n");
  const [name, size = "", root = "", ...extra] = (text ?? "").split("\n");
  const lines = (block ?? "").split("\n");
  if (more.length || extra.length || name !== origin || lines.pop() !== "") throw refusal();
  const id = (await sha256(utf8(origin), Uint8Array.of(10, ED25519), publicKey)).slice(0, 4);
  const signatures = lines.map(parseSignature).filter((line) => line.name === origin && line.id === hex(id));
  const message = utf8(`${text}\n`);
  const valid = await Promise.all(signatures.map(({ signature }) => accepts(publicKey, message, signature)));
  if (!valid.length || valid.includes(false)) throw refusal();
  return { size: decimal(size), root: hash(root) };
}

function parseSignature(line: string): { name: string; id: string; signature: Bytes } {
  const [, name = "", encoded = ""] = SIGNATURE_LINE.exec(line) ?? [];
  const blob = base64(encoded);
  if (!name || blob.length <= 4) throw refusal();
  return { name, id: hex(blob.slice(0, 4)), signature: blob.slice(4) };
}

function decimal(text: string): number {
  if (!/^(0|[1-9][0-9]{0,15})$/.test(text) || !Number.isSafeInteger(Number(text))) throw refusal();
  return Number(text);
}

function hash(text: string): Bytes {
  const bytes = base64(text);
  if (bytes.length !== 32) throw refusal();
  return bytes;
}

function base64(text: string): Bytes {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.length % 4) throw refusal();
  const decoded = atob(text);
  if (btoa(decoded) !== text) throw refusal(); // stray bits in the last character
  return concat(Uint8Array.from(decoded, (character) => character.charCodeAt(0)));
}

function refusal(): EnvelopeError {
  return new EnvelopeError("bad-proof", "receipt.proof");
}
