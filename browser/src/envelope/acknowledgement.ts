// The register's signed word on one envelope (spec/envelope.md §7).

import type { Bytes } from "./bytes";
import { decode, encode } from "./cbor";
import { EnvelopeError } from "./errors";
import { bytes, day, take, text, unsigned } from "./fields";
import { leaf, verify } from "./signature";

/** KIND `ack`. `hash` is the header's, `answer` the hash of the sealed answer. */
export interface Acknowledgement {
  readonly domain: string;
  readonly pharmacy: Bytes;
  readonly id: Bytes;
  readonly hash: Bytes;
  readonly status: "accepted" | "rejected";
  readonly day: number;
  readonly answer: Bytes;
}

const LIMIT = 1024;
const VERSION = 1;

export function encodeAcknowledgement(acknowledgement: Acknowledgement): Bytes {
  return encode({ v: VERSION, ...acknowledgement });
}

/** Its signature is not verified. */
export function parseAcknowledgement(body: Bytes): Acknowledgement {
  const { v, status, ...fields } = take(decode(body, LIMIT, "ack"), "ack", {
    v: unsigned,
    domain: text(253),
    pharmacy: bytes(16),
    id: bytes(16),
    hash: bytes(32),
    status: text(16),
    day,
    answer: bytes(32),
  });
  if (v !== VERSION || (status !== "accepted" && status !== "rejected")) throw new EnvelopeError("bad-version", "ack");
  return { ...fields, status };
}

/** The acknowledgement, signed by the register's `ack` key. */
export async function verifyAcknowledgement(body: Bytes, signature: Bytes, key: Bytes): Promise<Acknowledgement> {
  await verify("ack", body, key, signature, "ack");
  return parseAcknowledgement(body);
}

/** The entry that this acknowledgement has in the register's ledger. */
export function acknowledgementLeaf(acknowledgement: Acknowledgement, header: Bytes): Promise<Bytes> {
  return acknowledgement.status === "accepted"
    ? leaf("envelope", header)
    : leaf("ack", encodeAcknowledgement(acknowledgement));
}
