// What became of envelopes: the relay is asked, the register's signed receipt is believed, and what it answered the
// pharmacy is opened with the key that lies in the pharmacy's own copy (spec/envelope.md §7).

import { openAnswer } from "../../envelope/answer";
import { equal, fromBase64url, hex, type Bytes } from "../../envelope/bytes";
import { encode, isFields } from "../../envelope/cbor";
import { EnvelopeError } from "../../envelope/errors";
import { parseHeader, type Reference } from "../../envelope/header";
import { sha256 } from "../../envelope/kdf";
import { parseReceipt, verifyReceipt, type Proven } from "../../envelope/receipt";
import { parseDelivery } from "../../envelope/wire";
import type { Outcome, Ring } from "../contracts";
import { Unreachable, type Relay } from "../relay";
import type { ShopEnvelopes } from "../store/envelopes";
import { lines } from "./lines";
import { isUnknown } from "./lost";
import { openDelivery } from "./sealer";

export interface OutcomesParts {
  readonly relay: Relay;
  readonly envelopes: ShopEnvelopes;
  readonly pharmacy: Bytes;
  /** Hash of the register's first statement, as pinned. */
  readonly root: Bytes;
  readonly ring: Ring | undefined;
}

interface Status {
  readonly id: string;
  readonly state: string;
  readonly code: string;
  readonly receipt: string;
  readonly answer: string;
  readonly steps: readonly { readonly step: string; readonly at?: string }[];
}

const ASKED_AT_ONCE = 500;
type Found = Map<string, Outcome>;

/** By id in hexadecimal. Without the relay's answer: of those that this browser knows of. */
export async function outcomesOf(references: readonly Reference[], parts: OutcomesParts): Promise<Found> {
  const found: Found = new Map();
  const unknown: Reference[] = [];
  for (const reference of references) {
    const { outcome, day } = await known(hex(reference[1]), parts.envelopes);
    if (outcome) found.set(hex(reference[1]), outcome);
    if (!outcome || outcome.state === "accepted") unknown.push([day ?? reference[0], reference[1]]);
  }
  try {
    for (let at = 0; at < unknown.length; at += ASKED_AT_ONCE) {
      await ask(unknown.slice(at, at + ASKED_AT_ONCE), parts, found);
    }
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error;
  }
  return found;
}

/** What this browser knows by itself; `day`, of one that was sealed again on another day than its row says. */
async function known(id: string, envelopes: ShopEnvelopes): Promise<{ outcome?: Outcome; day?: number }> {
  const last = await envelopes.outcome(id);
  if (last) return { outcome: last };
  const record = await envelopes.get(id);
  if (!record || record.state === "draft") return {};
  const { state, day, code = "" } = record;
  if (state === "taken") return { outcome: { state: "accepted" }, day };
  return { outcome: state === "refused" ? { state, code } : { state: "here" }, day };
}

async function ask(references: readonly Reference[], parts: OutcomesParts, found: Found): Promise<void> {
  const body = encode(references.map((reference) => [...reference]));
  const answer = await parts.relay.open("POST", "/envelopes/status", "application/cbor", body);
  const statuses = lines<Status>(answer.body);
  for (const [at, reference] of references.entries()) {
    const status = statuses[at];
    if (status && isUnknown(status)) await parts.envelopes.lost(hex(reference[1]));
    const outcome = status?.id === hex(reference[1]) ? await outcomeOf(status, reference, parts) : undefined;
    if (outcome) found.set(hex(reference[1]), outcome);
  }
}

async function outcomeOf(
  status: Partial<Status>,
  reference: Reference,
  parts: OutcomesParts,
): Promise<Outcome | undefined> {
  const { state, code = "", receipt } = status;
  if (state === undefined) return undefined;
  if (state === "dead") return { state, code };
  if (receipt === undefined) return { state: "accepted" };
  try {
    return await proven(status, reference, parts);
  } catch (error) {
    if (!(error instanceof EnvelopeError)) throw error;
    return { state: "accepted" }; // what the register has not signed, it has not said
  }
}

/** The register's word; kept, since it is its last. */
async function proven(status: Partial<Status>, [day, id]: Reference, parts: OutcomesParts): Promise<Outcome> {
  const receipt = await verifyReceipt(parseReceipt(bytesOf(status.receipt)), parts.root);
  const { header } = receipt;
  const isIts = header.day === day && equal(header.id, id) && equal(header.pharmacy, parts.pharmacy);
  if (!isIts) throw new EnvelopeError("bad-receipt", "receipt.header");
  if (receipt.acknowledgement.status === "rejected" && !parts.ring) return { state: "accepted" }; // why, is still sealed
  const outcome = await outcomeBy(receipt, status, parts);
  await parts.envelopes.keepOutcome(hex(id), outcome);
  return outcome;
}

async function outcomeBy(receipt: Proven, status: Partial<Status>, parts: OutcomesParts): Promise<Outcome> {
  const { acknowledgement } = receipt;
  if (acknowledgement.status === "accepted") {
    const step = status.steps?.find(({ step }) => step === "registered");
    return { state: "registered", at: Math.floor(Date.parse(step?.at ?? "") / 1000) || acknowledgement.day * 86_400 };
  }
  return { state: "rejected", problems: await problems(receipt, bytesOf(status.answer), parts) };
}

/** The register's reasons; it writes none to an envelope that it could not open: then that is the reason. */
async function problems({ header, acknowledgement }: Proven, answer: Bytes, { relay, ring }: OutcomesParts) {
  if (!equal(await sha256(answer), acknowledgement.answer)) throw new EnvelopeError("bad-hash", "answer");
  const copy = await relay.open("GET", `/envelopes/${header.day}/${hex(header.id)}/copy`, "application/cbor");
  const delivery = parseDelivery(copy.body);
  const { reply } = await openDelivery(delivery, parseHeader(delivery.header), ring as Ring);
  try {
    const name = { id: header.id, to: "pharmacy", seq: 0 } as const;
    return readProblems(await openAnswer(reply ?? new Uint8Array(), name, answer));
  } catch (error) {
    if (error instanceof EnvelopeError && error.code === "cannot-open") return [{ code: error.code, path: "" }];
    throw error;
  }
}

function readProblems(body: Awaited<ReturnType<typeof openAnswer>>): { code: string; path: string }[] {
  const listed = isFields(body) ? body["problems"] : undefined;
  const errors = (Array.isArray(listed) ? listed : []).filter(isFields).filter(({ severity }) => severity === "error");
  return errors.map(({ code, path }) => ({ code: String(code), path: String(path) }));
}

function bytesOf(text: string | undefined): Bytes {
  const bytes = fromBase64url(text ?? "?");
  if (!bytes) throw new EnvelopeError("bad-type", "status");
  return bytes;
}
