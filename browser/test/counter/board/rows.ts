// Synthetic rows of a board, for its tests.

import type { Item, Row, State } from "../../../src/counter/contracts";

export const NOW = 1_795_000_000;
export const TODAY = Math.floor(NOW / 86_400);
export const COVID = { disease: "U07.1", loinc: "94558-4" };
export const FLU_A = { disease: "J09", loinc: "80382-5" };
export const KIT = { device: { name: "COVID-VIRO", lot: "A12345" }, analytes: [COVID] };

export function item(changes: Partial<Item> = {}): Item {
  return {
    v: 1,
    created: NOW,
    person: { identity: { birth_name: "TEST-UN", birth_first_name: "CAMILLE", birth_date: "1979-03-28" } },
    consent: { test: true, identity: true },
    rounds: [KIT],
    sent: [],
    ...changes,
  };
}

export function row(number: number, state: State = "waiting", changes: Partial<Row> = {}): Row {
  return { day: TODAY, number, state, version: 1, item: item(), unsent: false, ...changes };
}

/** Swabbed, and to be read between so many seconds from now. */
export function running(number: number, from: number, until: number, changes: Partial<Row> = {}): Row {
  return row(number, "sampled", { due: { from: NOW + from, until: NOW + until }, ...changes });
}
