// What the board's keys make of an item: each takes the item as it is at that moment and gives the next one.
// Rounds are only added to, never taken away: what was read invalid stays beside its repeat.

import { random } from "../../envelope/bytes";
import type { Consent, Item, ItemTicket, KitInUse, Round } from "../contracts";
import { dayOf } from "./due";
import { gapsOf, lastRound } from "./person";

/** Seconds in which a result can be taken back. */
export const UNDO = 60;

/** The swab is done with the kit that is open now: its lot, not that of the box of the moment of registering. */
export function swabbed(item: Item, now: number, kits: readonly KitInUse[]): Item {
  const round = lastRound(item) ?? kits[0];
  return round ? withLast(item, { ...round, ...(kitFor(kits, round.analytes) ?? {}), sampled: now }) : item;
}

/** Whoever swabs has asked what was not asked yet. */
export function consented(item: Item): Item {
  const given: Consent = Object.fromEntries(gapsOf(item.consent).map((name) => [name, true]));
  return { ...item, consent: { ...item.consent, ...given } };
}

/** Read; sealed as the envelope chosen here once it can no longer be taken back. */
export function readAs(item: Item, outcomes: Readonly<Record<string, string>>, now: number): Item {
  const round = lastRound(item);
  const sealing = { seal_after: now + UNDO, envelope: [dayOf(now), random(16)] as const };
  return round ? withLast(item, { ...round, read: now, outcomes, ...sealing }) : item;
}

/** Taken back: as before it was read. */
export function undone(item: Item): Item {
  const round = lastRound(item);
  if (!round) return item;
  const { read: _read, outcomes: _outcomes, seal_after: _seal, envelope: _envelope, ...rest } = round;
  return withLast(item, rest);
}

/** Once more, on a new kit: the round before stays, as it was. */
export function requeued(item: Item, kits: readonly KitInUse[]): Item {
  const round = lastRound(item);
  if (!round) return item;
  const { device, analytes } = round;
  return { ...item, rounds: [...item.rounds, kitFor(kits, analytes) ?? { device, analytes }] };
}

export function withTicket(item: Item, ticket: ItemTicket): Item {
  return { ...item, ticket };
}

export function cancelled(item: Item, reason: string): Item {
  return { ...item, reason };
}

/** The open kit that looks for the same: undefined when none does. */
export function kitFor(kits: readonly KitInUse[], analytes: Round["analytes"]): KitInUse | undefined {
  const wanted = namesOf(analytes);
  return kits.find((kit) => namesOf(kit.analytes) === wanted);
}

function namesOf(analytes: Round["analytes"]): string {
  return analytes
    .map(({ loinc }) => loinc)
    .sort()
    .join(" ");
}

function withLast(item: Item, round: Round): Item {
  return { ...item, rounds: [...item.rounds.slice(0, -1), round] };
}
