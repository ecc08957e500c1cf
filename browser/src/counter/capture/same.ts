// Is this person here already? Two colleagues may type the same one, and one person may come twice in a day.

import { folded } from "../../record/text";
import type { Plain } from "../../record/shape";
import { section, text } from "../../record/statistics";
import type { Row } from "../contracts";
import { keyOf } from "../board/order";

/** `here`: on the board, not finished. `today`: finished on the same day. */
export interface Again {
  readonly kind: "here" | "today";
  readonly row: Row;
}

/** The row that the person has already, but for `own` (the one that is being changed); the unfinished first. */
export function again(person: Plain, rows: readonly Row[], day: number, own?: string): Again | undefined {
  const traits = traitsOf(person);
  if (!traits.length) return undefined;
  const same = rows.filter(
    (row) => row.state !== "cancelled" && keyOf(row) !== own && row.item && shares(traitsOf(row.item.person), traits),
  );
  const here = same.find(({ state }) => state !== "sent");
  if (here) return { kind: "here", row: here };
  const sent = same.find((row) => row.day === day);
  return sent && { kind: "today", row: sent };
}

/** What tells a person from others: the number; or name, first name and birth date. */
export function traitsOf(person: Plain): readonly string[] {
  const identity = section(person, "identity");
  const [name, given, birth] = [identity["birth_name"], identity["birth_first_name"], identity["birth_date"]].map(
    (value) => text(value) ?? "",
  );
  const number = text(section(person, "number")["value"]);
  const named = name && given && birth && [folded(name), folded(given), birth].join("/");
  return [number, named].filter((trait): trait is string => Boolean(trait));
}

function shares(one: readonly string[], other: readonly string[]): boolean {
  return one.some((trait) => other.includes(trait));
}
