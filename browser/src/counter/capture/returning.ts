// Who has been here lately, found by the first letters of a name. The rows are opened in this browser; no letter leaves it.

import { folded } from "../../record/text";
import type { Plain } from "../../record/shape";
import { section, text } from "../../record/statistics";
import type { Consent, Row } from "../contracts";
import { traitsOf } from "./same";

export interface Returning {
  readonly person: Plain;
  readonly consent: Consent;
  /** UTC day of the last visit. */
  readonly day: number;
  readonly names: readonly string[];
}

/** One entry a person, of the latest visit. */
export function returningOf(rows: readonly Row[]): readonly Returning[] {
  const found = new Map<string, Returning>();
  for (const { item, day } of [...rows].sort((one, other) => other.day - one.day || other.number - one.number)) {
    const traits = item ? traitsOf(item.person) : [];
    if (!item || !traits.length || traits.some((trait) => found.has(trait))) continue;
    const one = { person: item.person, consent: item.consent, day, names: namesOf(item.person) };
    for (const trait of traits) found.set(trait, one);
  }
  return [...new Set(found.values())];
}

/** Those with a name that begins with the letters; `mar je` finds Jeanne MARTIN, whichever comes first. */
export function find(people: readonly Returning[], letters: string, most = 4): readonly Returning[] {
  const words = folded(letters).split(" ").filter(Boolean);
  if (!words.length || folded(letters).length < 2) return [];
  const fits = ({ names }: Returning) => words.every((word) => names.some((name) => name.startsWith(word)));
  return people.filter(fits).slice(0, most);
}

function namesOf(person: Plain): readonly string[] {
  const identity = section(person, "identity");
  const names = ["birth_name", "used_name", "birth_first_name", "birth_first_names", "used_first_name"];
  return names.flatMap((name) => folded(text(identity[name]) ?? "").split(" ")).filter(Boolean);
}
