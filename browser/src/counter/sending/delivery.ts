// From this browser to the relay: what waits is sent until it is answered, and each answer is noted before the next step
// (spec/counter.md §8). The same bytes under the same id may go any number of times: the relay gives the same answer.

import { concat, type Bytes } from "../../envelope/bytes";
import { Refused, Unreachable, type Relay } from "../relay";
import { lines } from "./lines";
import { isForLater } from "../items/writing";
import type { ShopEnvelopes } from "../store/envelopes";
import type { EnvelopeRecord } from "../store/schema";

/** With its bytes: what was not sent has them. */
export type Unsent = EnvelopeRecord & { readonly envelope: Bytes };

export interface DeliveryParts {
  readonly relay: Relay;
  readonly envelopes: ShopEnvelopes;
  /** Seal one again; undefined while nobody can, or when what it needs is not here. */
  readonly sealAgain: (record: Unsent) => Promise<{ envelope: Bytes; day: number } | undefined>;
}

interface Line {
  readonly id: string;
  readonly status: number;
  readonly code: string;
  readonly stream: string;
}

const BATCH = 200; // envelopes of at most 40 kB: under what the relay takes at once
const TRY_LATER = 500;
/** A colleague sealed the same result first: theirs is there. */
const CONFLICT = "conflict";
/** Nothing is wrong with the record: it is sealed again, with the keys, device, day or ticket of now. */
const AGAIN: ReadonlySet<string> = new Set([
  "stale-key",
  "bad-key",
  "unknown-device",
  "too-old",
  "clock",
  "ticket-moved",
]);
/** Somebody else's doing, which passes. */
const PASSING: ReadonlySet<string> = new Set(["software-suspended", "client-suspended", "busy", "body-cut-short"]);
/** The operator lets none of this member's browsers call, for now. */
export const isSuspended = (error: unknown): boolean => error instanceof Refused && error.code === "client-suspended";

/** Send all that waits. Unreachable, or Refused, when it must be tried later; what was answered is noted. */
export async function deliver(parts: DeliveryParts): Promise<void> {
  await runErrands(parts);
  await sealHeld(parts);
  await drain(parts);
  if (await sealHeld(parts)) await drain(parts);
}

/** Announces and reissues: said until the relay has heard. One that it refuses has nothing more to say. */
async function runErrands({ relay, envelopes }: DeliveryParts): Promise<void> {
  for (const { name, path, body } of await envelopes.errands()) {
    try {
      await relay.open("POST", path, "application/cbor", body);
    } catch (error) {
      if (isForLater(error) || isSuspended(error) || !(error instanceof Refused)) throw error;
    }
    await envelopes.deleteErrand(name);
  }
}

/** How many are ready to go again. */
async function sealHeld({ envelopes, sealAgain }: DeliveryParts): Promise<number> {
  let ready = 0;
  for (const record of (await envelopes.ofState("held")).filter(hasBytes)) {
    const sealed = await sealAgain(record);
    if (!sealed) continue;
    await envelopes.note(record.id, { ...sealed, state: "waiting" });
    ready++;
  }
  return ready;
}

async function drain(parts: DeliveryParts): Promise<void> {
  for (;;) {
    const batch = (await parts.envelopes.ofState("waiting", BATCH)).filter(hasBytes);
    if (!batch.length) return;
    const answers = await sendBatch(parts.relay, batch);
    let answered = 0;
    for (const [at, record] of batch.entries()) {
      if (!(await noteAnswer(parts.envelopes, record, answers[at], { isFirst: at === 0 }))) break;
      answered++;
    }
    if (!answered) throw new Unreachable("the relay answers for none");
  }
}

async function sendBatch(relay: Relay, batch: readonly Unsent[]): Promise<readonly Partial<Line>[]> {
  const body = concat(...batch.map(({ envelope }) => envelope));
  return lines<Line>((await relay.open("POST", "/envelopes", "application/cbor-seq", body)).body);
}

/** False when this is no answer for the envelope: what follows it is sent again. */
async function noteAnswer(
  envelopes: ShopEnvelopes,
  { id }: Unsent,
  line: Partial<Line> | undefined,
  { isFirst }: { isFirst: boolean },
): Promise<boolean> {
  const { status = TRY_LATER, code = "" } = line ?? {};
  const isOurs = line !== undefined && (line.id ?? id) === id && (line.stream === undefined || isFirst);
  if (!isOurs || status >= TRY_LATER || PASSING.has(code)) return false;
  if (status === 200 || status === 201) await envelopes.taken(id);
  else if (code === CONFLICT) await takenForTheirs(envelopes, id);
  else if (AGAIN.has(code)) await envelopes.note(id, { state: "held", code });
  else await envelopes.note(id, { state: "refused", code: code || "unknown-answer" });
  return true;
}

/** The relay has a colleague's: ours must never go again. */
async function takenForTheirs(envelopes: ShopEnvelopes, id: string): Promise<void> {
  await envelopes.taken(id);
  await envelopes.release(id);
}

export function hasBytes(record: EnvelopeRecord): record is Unsent {
  return record.envelope !== undefined;
}
