// What travels, and the first checks of whoever receives it (spec/envelope.md §5 and §6).

import { equal, type Bytes } from "./bytes";
import { decode, encode } from "./cbor";
import { EnvelopeError } from "./errors";
import { bytes, list, take } from "./fields";
import { HEADER_LIMIT, parseHeader, parseRouting, ROUTING_LIMIT, type Header, type Routing } from "./header";
import { sha256 } from "./kdf";
import { verify } from "./signature";

export const ENVELOPE_LIMIT = 40960;
export const DELIVERY_LIMIT = 16384;
export const COPY_SIZES = [4096, 8192] as const;
export const NOTIFIER_SIZE = 1536;

export interface Envelope {
  readonly header: Bytes;
  readonly signature: Bytes;
  readonly routing: Bytes;
  readonly copies: readonly Bytes[];
}

export interface ParsedEnvelope extends Envelope {
  readonly parsedHeader: Header;
  readonly parsedRouting: Routing;
}

/** One copy on its way to its reader. */
export interface Delivery {
  readonly header: Bytes;
  readonly signature: Bytes;
  readonly copy: Bytes;
}

const signed = { header: bytes(1, HEADER_LIMIT), signature: bytes(64) };

/** Size, encoding, roles, lengths and hashes: everything of §6.1, and no signature. */
export async function parseEnvelope(data: Uint8Array): Promise<ParsedEnvelope> {
  const shape = { ...signed, routing: bytes(1, ROUTING_LIMIT), copies: list(bytes(0, ENVELOPE_LIMIT), 2, 4) };
  const envelope = take(decode(data, ENVELOPE_LIMIT, "envelope"), "envelope", shape);
  const [parsedHeader, parsedRouting] = [parseHeader(envelope.header), parseRouting(envelope.routing)];
  if (!equal(await sha256(envelope.routing), parsedHeader.routing)) throw new EnvelopeError("bad-routing", "routing");
  checkCopies(parsedHeader, parsedRouting, envelope.copies);
  await checkHashes(parsedHeader, envelope.copies);
  return { ...envelope, parsedHeader, parsedRouting };
}

export function encodeEnvelope({ header, signature, routing, copies }: Envelope): Bytes {
  return encode({ header, signature, routing, copies: [...copies] });
}

export async function checkSignature({ header, signature, parsedHeader }: ParsedEnvelope): Promise<void> {
  await verify("envelope", header, parsedHeader.sender, signature);
}

export function parseDelivery(data: Uint8Array): Delivery {
  return take(decode(data, DELIVERY_LIMIT, "delivery"), "delivery", { ...signed, copy: bytes(1, COPY_SIZES[1]) });
}

export function encodeDelivery({ header, signature, copy }: Delivery): Bytes {
  return encode({ header, signature, copy });
}

function checkCopies(header: Header, routing: Routing, copies: readonly Bytes[]): void {
  const roles = header.copies.map(({ role }) => role);
  const sizes = copies.map((copy) => copy.length);
  const common = sizes[0] ?? 0;
  const sized = sizes.every((size, index) => size === (roles[index] === "notifier" ? NOTIFIER_SIZE : common));
  const known = COPY_SIZES.some((size) => size === common);
  const ticketed = roles.includes("patient") === (routing.ticket !== undefined);
  if (sizes.length !== roles.length || !sized || !known || !ticketed) throw new EnvelopeError("bad-copies", "copies");
}

async function checkHashes(header: Header, copies: readonly Bytes[]): Promise<void> {
  for (const [index, copy] of copies.entries()) {
    const expected = header.copies[index]?.hash ?? new Uint8Array();
    if (!equal(await sha256(copy), expected)) throw new EnvelopeError("bad-hash", `copies[${index}]`);
  }
}
