// The receipt: proof of delivery that stands alone, offline (spec/envelope.md §7).
// Everything is inside but one hash, the pinned root of the register's domain.

import { verifyAcknowledgement, acknowledgementLeaf, type Acknowledgement } from "./acknowledgement";
import { equal, type Bytes } from "./bytes";
import { decode, encode } from "./cbor";
import { EnvelopeError } from "./errors";
import { bytes, list, take, text } from "./fields";
import { HEADER_LIMIT, parseHeader, type Header } from "./header";
import { sha256 } from "./kdf";
import { verifyProof, type Place } from "./ledger_proof";
import { verify } from "./signature";
import { Statements } from "./statements";

/** Signed bytes as received, the text of a tlog-proof file, and statements from the root down. */
export interface Receipt {
  readonly header: Bytes;
  readonly signature: Bytes;
  readonly ack: Bytes;
  readonly ack_signature: Bytes;
  readonly proof: string;
  readonly keys: readonly Bytes[];
}

/** What a valid receipt proves: this header, judged so, at this place of a ledger of this size. */
export interface Proven extends Place {
  readonly header: Header;
  readonly acknowledgement: Acknowledgement;
}

const LIMIT = 65536;

export function encodeReceipt(receipt: Receipt): Bytes {
  return encode({ ...receipt, keys: [...receipt.keys] });
}

export function parseReceipt(data: Uint8Array): Receipt {
  return take(decode(data, LIMIT, "receipt"), "receipt", {
    header: bytes(1, HEADER_LIMIT),
    signature: bytes(64),
    ack: bytes(1, 1024),
    ack_signature: bytes(64),
    proof: text(16384),
    keys: list(bytes(1, LIMIT), 4, 16),
  });
}

/** Check every signature and the proof, trusting only `rootHash`. */
export async function verifyReceipt(receipt: Receipt, rootHash: Bytes): Promise<Proven> {
  const path = await Statements.selection(receipt.keys, rootHash);
  const header = parseHeader(receipt.header);
  await verify("envelope", receipt.header, header.sender, receipt.signature);
  const acknowledgement = await verifyAcknowledgement(receipt.ack, receipt.ack_signature, onlyKey(path, "ack"));
  const { domain, pharmacy, id, hash } = acknowledgement;
  const ours = domain === path.domain && equal(pharmacy, header.pharmacy) && equal(id, header.id);
  if (!ours || !equal(hash, await sha256(receipt.header))) throw new EnvelopeError("bad-receipt", "receipt.ack");
  const leaf = await acknowledgementLeaf(acknowledgement, receipt.header);
  const ledger = { origin: `${path.domain}/ledger`, publicKey: onlyKey(path, "ledger") };
  return { header, acknowledgement, ...(await verifyProof(receipt.proof, leaf, ledger)) };
}

function onlyKey(path: Statements, role: "ack" | "ledger"): Bytes {
  const [key, ...others] = path.usable(role);
  if (!key || others.length) throw new EnvelopeError("bad-receipt", "receipt.keys");
  return key.pk;
}
