// What a device says of a ticket: that it will come, or that it was replaced (spec/ticket.md §3 and §5).

import type { Bytes } from "./bytes";
import { decode, encode } from "./cbor";
import { bytes, day, take } from "./fields";
import { ticket, type Ticket } from "./header";
import { verify } from "./signature";

/** KIND `announce`: a swab was taken and its ticket handed over. */
export interface Announce extends Ticket {
  readonly pharmacy: Bytes;
  readonly sender: Bytes;
  readonly day: number;
}

/** KIND `reissue`: one envelope's patient copy, moved to a new ticket. `old` and `hash` are of the sealed copy. */
export interface Reissue {
  readonly pharmacy: Bytes;
  readonly sender: Bytes;
  readonly day: number;
  readonly id: Bytes;
  readonly old: Bytes;
  readonly hash: Bytes;
  readonly ticket: Ticket;
}

const LIMIT = 1024;
const sent = { pharmacy: bytes(16), sender: bytes(32), day };

export function encodeAnnounce(announce: Announce): Bytes {
  return encode({ ...announce });
}

export function encodeReissue(reissue: Reissue): Bytes {
  return encode({ ...reissue, ticket: { ...reissue.ticket } });
}

/** The announce, signed by its sender; whose device that is, the caller checks. */
export async function parseAnnounce(body: Bytes, signature: Bytes): Promise<Announce> {
  const shape = { ...sent, lookup: bytes(16), proof: bytes(32) };
  const announce = take(decode(body, LIMIT, "announce"), "announce", shape);
  await verify("announce", body, announce.sender, signature);
  return announce;
}

/** The reissue, signed by its sender; whose device that is, the caller checks. */
export async function parseReissue(body: Bytes, signature: Bytes): Promise<Reissue> {
  const shape = { ...sent, id: bytes(16), old: bytes(32), hash: bytes(32), ticket };
  const reissue = take(decode(body, LIMIT, "reissue"), "reissue", shape);
  await verify("reissue", body, reissue.sender, signature);
  return reissue;
}
