// What the relay took and no longer has, because it returned from an older backup (docs/adr/0014-sealed-bytes-are-held.md).
// The one idea: it is asked about all that is held, four times a day; what it does not know goes again, the same bytes.

import { fromHex } from "../../envelope/bytes";
import { encode } from "../../envelope/cbor";
import type { Relay } from "../relay";
import type { ShopEnvelopes } from "../store/envelopes";
import { hasBytes, type Unsent } from "./delivery";
import { lines } from "./lines";

export interface LostParts {
  readonly relay: Relay;
  readonly envelopes: ShopEnvelopes;
  /** Seconds since 1970. */
  readonly now: number;
}

interface Status {
  readonly id: string;
  readonly state: string;
  readonly code: string;
  readonly receipt: string;
}

const EVERY = 6 * 3600;
const HELD_DAYS = 7;
const ASKED_AT_ONCE = 500;

/** Ask, when it is time; what is lost waits to go again. Refused or Unreachable when the relay cannot be asked. */
export async function findLost({ relay, envelopes, now }: LostParts): Promise<void> {
  const since = now - (await envelopes.looked());
  if (since >= 0 && since < EVERY) return;
  const held = (await envelopes.ofState("taken")).filter(hasBytes);
  for (let at = 0; at < held.length; at += ASKED_AT_ONCE) {
    await ask(held.slice(at, at + ASKED_AT_ONCE), { relay, envelopes, now });
  }
  await envelopes.noteLook(now);
}

export function isUnknown({ state, code }: Partial<Status>): boolean {
  return code === "unknown-envelope" && state === undefined;
}

async function ask(held: readonly Unsent[], { relay, envelopes, now }: LostParts): Promise<void> {
  const body = encode(held.map(({ day, id }) => [day, fromHex(id)]));
  const statuses = lines<Status>((await relay.open("POST", "/envelopes/status", "application/cbor", body)).body);
  for (const [at, { id, day }] of held.entries()) {
    const status = statuses[at];
    if (status?.id !== id) continue;
    if (isUnknown(status)) await envelopes.lost(id);
    else if (status.receipt && day < Math.floor(now / 86_400) - HELD_DAYS) await envelopes.release(id);
  }
}
