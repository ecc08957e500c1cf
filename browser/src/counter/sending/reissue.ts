// A new ticket for the same results (spec/ticket.md §5): every copy under the old one is sealed again, from the pharmacy's
// own copies, and all move or none.

import { encodeReissue } from "../../envelope/announce";
import { hex, type Bytes } from "../../envelope/bytes";
import { encode, type Fields } from "../../envelope/cbor";
import { parseHeader, type Header, type Ticket } from "../../envelope/header";
import { sha256 } from "../../envelope/kdf";
import type { Opened } from "../../envelope/open";
import { resealPatientCopy } from "../../envelope/seal";
import { parseDelivery } from "../../envelope/wire";
import type { ItemTicket, Ring, Sent } from "../contracts";
import type { Relay } from "../relay";
import { openDelivery } from "./sealer";

/** One envelope under the old ticket, opened; `hashes` of the patient's copy: as sealed first, then at each move. */
export interface Holding {
  readonly header: Header;
  readonly entries: Opened["entries"];
  readonly size: number;
  readonly hashes: readonly Bytes[];
}

/** A patient's copy sealed to the new ticket. */
export interface Moving extends Holding {
  readonly sealed: Bytes;
  readonly hash: Bytes;
}

export async function hold(relay: Relay, ring: Ring, { envelope: [day, id], moved = [] }: Sent): Promise<Holding> {
  const answer = await relay.open("GET", `/envelopes/${day}/${hex(id)}/copy`, "application/cbor");
  const delivery = parseDelivery(answer.body);
  const header = parseHeader(delivery.header);
  const { entries } = await openDelivery(delivery, header, ring);
  const first = header.copies.find(({ role }) => role === "patient")?.hash;
  return { header, entries, size: delivery.copy.length, hashes: first ? [first, ...moved] : [] };
}

export async function move(holding: Holding, ticket: ItemTicket): Promise<Moving> {
  const sealed = await resealPatientCopy(holding.header, holding.entries, ticket, holding.size);
  return { ...holding, sealed, hash: await sha256(sealed) };
}

/** The request, naming the copies that the relay has now; `back`: how many moves were noted here and never reached it.
 *  Undefined when there were not so many. */
export async function reissueBody(
  movings: readonly Moving[],
  { ring, ticket, back }: { ring: Ring; ticket: Ticket; back: number },
): Promise<Bytes | undefined> {
  if (movings.every(({ hashes }) => back >= hashes.length)) return undefined;
  const moves = movings.map(async ({ header, hashes, hash, sealed }): Promise<Fields> => {
    const { pharmacy, day, id } = header;
    const old = hashes[Math.max(0, hashes.length - 1 - back)] ?? hash;
    const body = encodeReissue({ pharmacy, sender: ring.device.publicKey, day, id, old, hash, ticket });
    return { body, signature: await ring.device.sign("reissue", body), sealed };
  });
  return encode(await Promise.all(moves));
}
