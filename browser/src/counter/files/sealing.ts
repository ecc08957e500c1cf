// A row's record, sealed as an envelope without a ticket: nobody is there to take its link.

import { fromHex, type Bytes } from "../../envelope/bytes";
import type { Sections } from "../../envelope/sections";
import { sealEnvelope } from "../../envelope/seal";
import type { Signer } from "../../envelope/signature";
import { encodeEnvelope } from "../../envelope/wire";
import { checked } from "../../record/model";
import type { Plain } from "../../record/shape";

/** Public keys, all of them: whom an envelope is from, and who reads it. */
export interface Readers {
  readonly pharmacy: Bytes;
  readonly device: Bytes;
  readonly register: Bytes;
  readonly epoch: Bytes;
}

/** The encoded envelope. EnvelopeError `too-large` when the record fits none. */
export async function sealRow(
  record: Plain,
  id: string,
  day: number,
  readers: Readers,
  device: Signer,
): Promise<Bytes> {
  const { envelope } = await sealEnvelope(record as Sections, {
    sender: { pharmacy: readers.pharmacy, device },
    day,
    readers: { register: readers.register, pharmacy: readers.epoch },
    identityToRegister: checked(record).source.consents.identity,
    id: fromHex(id),
  });
  return encodeEnvelope(envelope);
}
