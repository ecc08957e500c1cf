// What a file's way needs of the pharmacy's keys and of the relay: marks, readers, and what became of many envelopes.

import type { Bytes } from "../../envelope/bytes";
import type { Reference } from "../../envelope/header";
import type { Outbox, Outcome, Ring } from "../contracts";
import { markOf } from "./marks";
import type { Outcomes } from "./report";
import type { Readers } from "./sealing";

const ASKED_AT_ONCE = 1000;
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

/** What became of them; `watch` is told how many are asked about. */
export async function outcomesOf(
  outbox: Outbox,
  references: readonly Reference[],
  watch: (asked: number) => void = () => undefined,
): Promise<Outcomes> {
  const all = new Map<string, Outcome>();
  for (let from = 0; from < references.length; from += ASKED_AT_ONCE) {
    watch(from);
    const found = await outbox.outcomes(references.slice(from, from + ASKED_AT_ONCE));
    for (const [id, outcome] of found) all.set(id, outcome);
  }
  return all;
}
