// What somebody types on their own phone, sealed to the pharmacy's newest epoch and to nobody else (spec/counter.md §5).

import { concat, u32, type Bytes } from "../envelope/bytes";
import { decode, encode, isFields, type Fields } from "../envelope/cbor";
import { EnvelopeError } from "../envelope/errors";
import { bytes, map, take, text, unsigned } from "../envelope/fields";
import { hpkeOpen, hpkeSeal, kemPublicKey, OVERHEAD } from "../envelope/hpke";
import { kid, labelled, sha256 } from "../envelope/kdf";

export interface Typed {
  /** Sections `identity`, `number`, `contact`, `context`, as far as they were typed. */
  readonly person: Fields;
  /** `fr` or `en`, as the page was read: the notice is written in it. */
  readonly language?: string | undefined;
}

export const SEALED_LENGTH = 4096;
const KID_LENGTH = 16;
const FILLED = SEALED_LENGTH - KID_LENGTH - OVERHEAD;
const SECTIONS = ["identity", "number", "contact", "context"];

/** 4,096 bytes that only whoever has the epoch's seed opens. `too-large` for what does not fit. */
export async function sealPrefill(pharmacy: Bytes, epoch: Bytes, { person, language }: Typed): Promise<Bytes> {
  const payload = encode({ v: 1, person: encode(person), ...(language && { language }) });
  const filled = new Uint8Array(FILLED);
  if (payload.length + 4 > FILLED) throw new EnvelopeError("too-large", "prefill");
  filled.set(concat(u32(payload.length), payload));
  return concat(await kid(epoch), await hpkeSeal(epoch, await infoOf(pharmacy, epoch), filled));
}

/** What was typed; `seedOf` gives the seed of the epoch that it was sealed to. `cannot-open` for what was not sealed so. */
export async function openPrefill(
  pharmacy: Bytes,
  sealed: Bytes,
  seedOf: (kid: Bytes) => Promise<Bytes>,
): Promise<Typed> {
  if (sealed.length !== SEALED_LENGTH) throw new EnvelopeError("cannot-open", "prefill");
  const seed = await seedOf(sealed.slice(0, KID_LENGTH));
  const info = await infoOf(pharmacy, await kemPublicKey(seed));
  const filled = await hpkeOpen(seed, info, sealed.slice(KID_LENGTH));
  const length = new DataView(filled.buffer).getUint32(0);
  const isFilled = length <= FILLED - 4 && !filled.slice(4 + length).some(Boolean);
  if (!isFilled) throw new EnvelopeError("cannot-open", "prefill");
  return readPayload(filled.slice(4, 4 + length));
}

// Nobody signed it: its form is checked here, what it says is checked by whoever takes it.
function readPayload(payload: Bytes): Typed {
  const shape = { v: unsigned, person: bytes(1, FILLED) };
  const fields = take(decode(payload, FILLED, "prefill"), "prefill", shape, { language: text(2) });
  if (fields.v !== 1) throw new EnvelopeError("bad-version", "prefill.v");
  const person = map(decode(fields.person, FILLED, "prefill.person"), "prefill.person");
  const known = Object.entries(person).every(([name, value]) => SECTIONS.includes(name) && isFields(value));
  if (!known) throw new EnvelopeError("bad-sections", "prefill.person");
  const { language } = fields;
  return { person, ...(language && { language }) };
}

async function infoOf(pharmacy: Bytes, epoch: Bytes): Promise<Bytes> {
  return labelled("sceau/prefill/v1", encode([pharmacy, await sha256(epoch)]));
}
