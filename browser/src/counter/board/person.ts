// What the board says of a person, which is little: first name, an initial, a child's companion, what was not asked yet.

import { analytes as knownAnalytes, diseases } from "../../record/catalogue";
import { earliestDay, latestAge } from "../../record/dates";
import type { Plain } from "../../record/shape";
import { section, text } from "../../record/statistics";
import type { Consent, Item, Round } from "../contracts";
import type { Language } from "../language";

const ADULT = 18;
/** Without these two nobody is swabbed by surprise: they are asked of everybody. */
const ASKED = ["test", "identity"] as const;
export type Gap = (typeof ASKED)[number];

/** `Camille R.` */
export function shortName(person: Plain): string {
  const identity = section(person, "identity");
  const given = named(identity, "used_first_name", "birth_first_name", "birth_first_names").split(" ")[0] ?? "";
  const initial = initialOf(named(identity, "used_name", "birth_name"));
  return [inWords(given), initial].filter(Boolean).join(" ");
}

/** `Camille ROCHE`, for the check of an identity and on paper. */
export function fullName(person: Plain): string {
  const identity = section(person, "identity");
  const given = named(identity, "used_first_name", "birth_first_name", "birth_first_names");
  return `${inWords(given)} ${named(identity, "used_name", "birth_name").toUpperCase()}`.trim();
}

export function birthDate(person: Plain): string | undefined {
  return text(section(person, "identity")["birth_date"]);
}

/** `Mme N.`: with whom a child is; undefined without a guardian. */
export function companion(person: Plain): string | undefined {
  const guardian = section(section(person, "contact"), "guardian");
  const family = text(guardian["family"]);
  return family && [inWords(text(guardian["prefix"]) ?? ""), initialOf(family)].filter(Boolean).join(" ");
}

/** `day` is `YYYY-MM-DD`. */
export function isMinor(person: Plain, day: string): boolean {
  const born = birthDate(person);
  return born !== undefined && earliestDay(born) !== undefined && latestAge(born, day) < ADULT;
}

export function hasNumber(person: Plain): boolean {
  return text(section(person, "number")["value"]) !== undefined;
}

export function gapsOf(consent: Consent): readonly Gap[] {
  return ASKED.filter((name) => consent[name] === undefined);
}

/** The round that counts. */
export function lastRound({ rounds }: Item): Round | undefined {
  return rounds.at(-1);
}

/** `COVID‑19`, `Grippe A`: by its disease, or by itself where one disease has several analytes on the cassette. */
export function analyteName(loinc: string, round: Round, language: Language): string {
  const analyte = round.analytes.find((one) => one.loinc === loinc);
  const alone = round.analytes.filter(({ disease }) => disease === analyte?.disease).length < 2;
  const disease = alone ? diseaseName(analyte?.disease ?? "", language) : undefined;
  return disease ?? knownAnalytes.get(loinc)?.[language] ?? loinc;
}

export function analyteNames(round: Round, language: Language): string {
  return round.analytes.map(({ loinc }) => analyteName(loinc, round, language)).join(" · ");
}

/** `INSTI COVID-19 · lot A12345` without its words: name and lot as they stand. */
export function kitName(device: Plain): string {
  return text(device["name"]) ?? text(device["reference"]) ?? text(device["manufacturer"]) ?? "";
}

export function lotOf(device: Plain): string {
  return text(device["lot"]) ?? "";
}

function diseaseName(disease: string, language: Language): string | undefined {
  return diseases.get(disease)?.[language].replace("COVID-19", "COVID\u201119");
}

function named(identity: Plain, ...fields: readonly string[]): string {
  return fields.map((field) => text(identity[field])).find((value) => value) ?? "";
}

function initialOf(name: string): string {
  const [first] = name;
  return first ? `${first.toUpperCase()}.` : "";
}

// Records hold names in capitals; people read them with one.
function inWords(name: string): string {
  return name
    .toLowerCase()
    .replace(/(^|[ '’-])(\p{L})/gu, (_, before: string, letter: string) => before + letter.toUpperCase());
}
