// Tests by lot: how many boxes' worth was used, and the people to call should a lot be recalled.

import { section, text } from "../../record/statistics";
import type { Item, Round, Row } from "../contracts";
import { kitName, lotOf } from "../board/person";

export interface Lot {
  readonly key: string;
  readonly kit: string;
  readonly manufacturer: string;
  readonly lot: string;
  readonly expiry: string;
  /** Cassettes read, repeats included. */
  readonly tests: number;
  readonly invalid: number;
  readonly first: number;
  readonly last: number;
  readonly people: readonly Tested[];
}

/** One person's last round with the lot. */
export interface Tested {
  readonly row: Row;
  readonly item: Item;
  readonly round: Round;
}

const INVALID = "125154007";

/** The lots of these rows, those used last first. A cancelled visit that was never sampled used none. */
export function lotsOf(rows: readonly Row[]): readonly Lot[] {
  const lots = new Map<string, Tested[]>();
  for (const row of rows) {
    const { item } = row;
    for (const round of item?.rounds ?? []) {
      if (!item || round.sampled === undefined) continue;
      const key = keyOf(round);
      lots.set(key, [...(lots.get(key) ?? []), { row, item, round }]);
    }
  }
  const all = [...lots].map(([key, tested]) => lotOfTests(key, tested));
  return all.sort((one, other) => other.last - one.last || (one.key < other.key ? -1 : 1));
}

/** Phone of a person or, of a child, of whoever came along; then e-mail. */
export function reachedBy({ person }: Item): { readonly phone: string; readonly email: string } {
  const contact = section(person, "contact");
  const phone = numberOf(contact) || numberOf(section(contact, "guardian"));
  const [email] = (contact["emails"] ?? []) as readonly string[];
  return { phone, email: email ?? "" };
}

function lotOfTests(key: string, tested: readonly Tested[]): Lot {
  const device = tested[0]?.round.device ?? {};
  const days = tested.map(({ row }) => row.day);
  const people = new Map(tested.map((one) => [`${one.row.day}/${one.row.number}`, one]));
  return {
    key,
    kit: kitName(device),
    manufacturer: text(device["manufacturer"]) ?? "",
    lot: lotOf(device),
    expiry: text(device["expiry"]) ?? "",
    tests: tested.length,
    invalid: tested.filter(({ round }) => Object.values(round.outcomes ?? {}).includes(INVALID)).length,
    first: Math.min(...days),
    last: Math.max(...days),
    people: [...people.values()].sort((one, other) => other.row.day - one.row.day || one.row.number - other.row.number),
  };
}

function keyOf({ device }: Round): string {
  return [lotOf(device), kitName(device), text(device["manufacturer"]) ?? ""].join("\u001f");
}

function numberOf(holder: { readonly [name: string]: unknown }): string {
  const [first] = (holder["phones"] ?? []) as readonly { readonly number?: string }[];
  return first?.number ?? "";
}
