// What the page asks of the relay: the ticket's state, and the copies that a right date opens (spec/ticket.md §3).
// Nothing of the link or the date leaves the phone but the token and the proof derived from them.

import { concat, type Bytes } from "../envelope/bytes";
import { decode, isFields } from "../envelope/cbor";
import { bytes, list, take } from "../envelope/fields";
import type { Delivery } from "../envelope/wire";

export interface Contact {
  readonly name: string;
  readonly phone: string;
}

export interface Standing {
  readonly state: "unknown" | "waiting" | "ready" | "locked" | "replaced" | "wrong";
  readonly tries: number;
  readonly pharmacy?: Contact;
}

/** A copy, and the reissue that moved it to this ticket if one did. */
export interface TicketCopy extends Delivery {
  readonly reissue?: Bytes;
  readonly reissue_signature?: Bytes;
}

/** No answer at all, or one that is none of the service's. */
export class Unreachable extends Error {
  override readonly name = "Unreachable";

  constructor(readonly reason: "offline" | "failed") {
    super(reason);
  }
}

const LIMIT = 4_000_000;
const STATES = ["unknown", "waiting", "ready", "locked", "replaced", "wrong"];

export async function askState(token: Bytes): Promise<Standing> {
  const response = await post("/t/state", token);
  return readStanding((await response.json().catch(() => ({}))) as Partial<Standing>);
}

/** The copies, or the ticket's standing when the date was wrong or no longer counts. */
export async function openTicket(token: Bytes, proof: Bytes): Promise<readonly TicketCopy[] | Standing> {
  const response = await post("/t/open", concat(token, proof));
  const answer = decode(new Uint8Array(await response.arrayBuffer()), LIMIT, "answer");
  if (isFields(answer) && "state" in answer) return readStanding(answer as Partial<Standing>);
  const optional = { reissue: bytes(1, 1024), reissue_signature: bytes(64) };
  const copy = { header: bytes(1, 2048), signature: bytes(64), copy: bytes(1, 8192) };
  const copies = list((value, path) => take(value, path, copy, optional), 1, 256);
  return take(answer, "answer", { copies }).copies;
}

export async function post(path: string, body: Bytes): Promise<Response> {
  const headers = { "Content-Type": "application/octet-stream" };
  const options = { method: "POST", headers, body, credentials: "omit", cache: "no-store" } as const;
  const response = await fetch(path, options).catch(() => {
    throw new Unreachable("offline");
  });
  if (!response.ok) throw new Unreachable("failed");
  return response;
}

export function readStanding({ state, tries, pharmacy }: Partial<Standing>): Standing {
  if (!state || !STATES.includes(state)) throw new Unreachable("failed");
  return { state, tries: Number(tries ?? 0), ...(pharmacy && { pharmacy }) };
}
