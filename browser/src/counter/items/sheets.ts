// A row of the board to its sealed bytes and back, with the keys of a ring (spec/counter.md §2 and §3).

import { hex, type Bytes } from "../../envelope/bytes";
import { EnvelopeError } from "../../envelope/errors";
import type { Item, Place, Ring, State } from "../contracts";
import { isState } from "./states";
import { decodeItem, encodeItem } from "./codec";
import { openSheet, sealSheet, type SealedPlace, type Sheet, type SheetReader } from "./sealing";

/** A row's content at a version, as it is written or was read. */
export interface Written {
  readonly state: State;
  readonly version: number;
  readonly item: Item;
}

export function sealRow(ring: Ring, { day, number }: Place, { state, version, item }: Written): Promise<Bytes> {
  return sealWith(ring, { place: [day, number], version, state, content: encodeItem(item) });
}

/** What was written; `bad-version` when it is another version, or another state than `state` if that is given. */
export async function openRow(
  ring: Ring,
  { day, number }: Place,
  sealed: Bytes,
  expected: { readonly version: number; readonly state?: State },
): Promise<Written> {
  const sheet = await openSheet([day, number], sealed, readerOf(ring));
  const { version, state = "" } = sheet;
  const same = version === expected.version && (expected.state ?? state) === state;
  if (!same || !isState(state)) throw new EnvelopeError("bad-version", "item");
  return { version, state, item: decodeItem(sheet.content) };
}

export function sealContent(ring: Ring, place: string, version: number, content: Bytes): Promise<Bytes> {
  return sealWith(ring, { place, version, content });
}

export async function openContent(ring: Ring, place: string, version: number, sealed: Bytes): Promise<Bytes> {
  const sheet = await openSheet(place, sealed, readerOf(ring));
  if (sheet.version !== version) throw new EnvelopeError("bad-version", place);
  return sheet.content;
}

async function sealWith(ring: Ring, sheet: Sheet & { readonly place: SealedPlace }): Promise<Bytes> {
  const { kid } = ring.log.epoch;
  const { pharmacy, member } = ring;
  return sealSheet(sheet, { pharmacy, kid, seed: await ring.seedOf(kid), member });
}

function readerOf(ring: Ring): SheetReader {
  return {
    pharmacy: ring.pharmacy,
    seedOf: (kid) => ring.seedOf(kid),
    isMember: (key) => ring.log.everyMember.has(hex(key)),
  };
}
