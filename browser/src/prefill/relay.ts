// What the page asks of the relay: the pharmacy's log, and to keep what was sealed. No cookie, nothing in an address but the
// pharmacy.

import { hex, type Bytes } from "../envelope/bytes";
import { encode } from "../envelope/cbor";

/** No answer, or none of the service's; `busy`: too many at once, try again later. */
export class NoAnswer extends Error {
  override readonly name = "NoAnswer";

  constructor(readonly reason: "offline" | "unknown" | "busy" | "failed") {
    super(reason);
  }
}

export async function readLog(pharmacy: Bytes): Promise<Uint8Array> {
  return new Uint8Array(await (await ask(`/pharmacies/${hex(pharmacy)}/log`, {})).arrayBuffer());
}

/** The four digits to say at the counter. */
export async function leave(pharmacy: Bytes, sealed: Bytes): Promise<string> {
  const headers = { "Content-Type": "application/cbor" };
  const response = await ask("/p/identity", { method: "POST", headers, body: encode({ pharmacy, sealed }) });
  const { number } = (await response.json().catch(() => ({}))) as { readonly number?: unknown };
  if (typeof number !== "string" || !/^\d{4}$/.test(number)) throw new NoAnswer("failed");
  return number;
}

async function ask(path: string, options: RequestInit): Promise<Response> {
  const response = await fetch(path, { ...options, credentials: "omit", cache: "no-store" }).catch(() => {
    throw new NoAnswer("offline");
  });
  if (response.ok) return response;
  throw new NoAnswer(response.status === 404 ? "unknown" : response.status === 429 ? "busy" : "failed");
}
