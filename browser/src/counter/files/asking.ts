// What a file's way needs of the pharmacy's keys and of the relay: marks, readers, and what became of many envelopes.

import type { Bytes } from "../../envelope/bytes";
import type { Outbox, Outcome, Ring } from "../contracts";
import { markOf } from "./marks";
import { placesOf, type Outcomes, type Traced } from "./report";
import type { Readers } from "./sealing";

const ASKED_AT_ONCE = 500;
const KEEP_MARKS = 62 * 24 * 60 * 60; // seconds; as long as an envelope sealed under an earlier epoch may be asked about

/** The newest epoch's mark, then those of epochs in force while what is asked about could have been sealed. */
export async function marksOf(ring: Ring, now: number): Promise<Bytes[]> {
  const recent = ring.log.epochs.filter((_, at, all) => (all[at + 1]?.time ?? Infinity) > now - KEEP_MARKS);
  const [newest, ...before] = recent.reverse();
  if (!newest) return [];
  // An earlier epoch that this member cannot open marked nothing that could be drawn again.
  const seeds = await Promise.allSettled(before.map(({ kid }) => ring.seedOf(kid)));
  const opened = seeds.flatMap((seed) => (seed.status === "fulfilled" ? [seed.value] : []));
  return Promise.all([await ring.seedOf(newest.kid), ...opened].map(markOf));
}

/** Whom envelopes are from and to, with the keys in force. */
export function readersOf(ring: Ring, now: number): Readers {
  return {
    pharmacy: ring.pharmacy,
    device: ring.device.publicKey,
    register: ring.statements.newest("register", now).pk,
    epoch: ring.log.epoch.publicKey,
  };
}

/** What became of envelopes wherever they may be; `watch` is told how many places were asked about. */
export async function outcomesOf(
  outbox: Outbox,
  all: readonly Traced[],
  watch: (asked: number) => void = () => undefined,
): Promise<Outcomes> {
  const found = new Map<string, Outcome>();
  let asked = 0;
  for (const places of parts(placesOf(all), ASKED_AT_ONCE)) {
    watch(asked);
    for (const [id, outcome] of await outbox.outcomes(places)) found.set(id, outcome);
    asked += places.length;
  }
  return found;
}

function* parts<One>(all: Iterable<One>, most: number): Generator<One[]> {
  let part: One[] = [];
  for (const one of all) {
    part.push(one);
    if (part.length < most) continue;
    yield part;
    part = [];
  }
  if (part.length) yield part;
}
