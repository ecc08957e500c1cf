// The languages of the page, and how each writes dates, times and telephone numbers (dates in words, for people).
// A language is data: a line of languages.json, its texts and its advice. Which way it runs is in that line.

import advice from "./advice.json";
import languages from "./languages.json";
import texts from "./texts.json";

export type Language = keyof typeof languages;
export type Texts = (typeof texts)["fr"];

const NO_BREAK_SPACE = "\u00a0";
const OTHERWISE: Language = "en";

export interface OutcomeText {
  readonly word: string;
  readonly sign: string;
  readonly kind: string;
}

export interface Advice {
  readonly meaning: string;
  readonly title: string;
  readonly steps: readonly string[];
}

type Disease = Omit<(typeof advice)["otherwise"], "outcomes"> & { outcomes: Readonly<Record<string, Told>> };
type Told = (typeof advice)["otherwise"]["outcomes"]["10828004"];

export function textsIn(language: Language): Texts {
  return texts[language];
}

/** What the page speaks, in the order in which it offers it. */
export function spoken(): Language[] {
  return Object.keys(languages) as Language[];
}

/** Which way a language runs, as `dir` has it. */
export function direction(language: Language): string {
  return languages[language].direction;
}

/** BCP 47, for those who read aloud or write dates. */
export function localeOf(language: Language): string {
  return languages[language].locale;
}

/** The browser's first language, if this page speaks it, else English. */
export function preferred(wanted: readonly string[]): Language {
  const first = wanted[0]?.toLowerCase().split("-")[0];
  return spoken().find((language) => language === first) ?? OTHERWISE;
}

/** The language that the page offers beside this one. */
export function next(language: Language): Language {
  const all = spoken();
  return all[(all.indexOf(language) + 1) % all.length] ?? OTHERWISE;
}

export function fill(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? "");
}

/** `28 mars 1979`, of year, month and day as they stand, in no time zone. */
export function dateInWords(language: Language, year: number, month: number, day: number): string {
  return format(language, { day: "numeric", month: "long", year: "numeric" }, year, month, day);
}

/** A birth date as the record has it, `1979-03-28`, or as much of it as is known. */
export function birthInWords(language: Language, iso: string): string {
  const [year = "", month = "", day = ""] = iso.split("-");
  if (day) return dateInWords(language, Number(year), Number(month), Number(day));
  return month ? format(language, { month: "long", year: "numeric" }, Number(year), Number(month), 1) : year;
}

/** `samedi 21 novembre 2026 à 11 h 36`, at the clock of the place where it was written. */
export function momentInWords(language: Language, iso: string): string {
  const [, year, month, day, hour = "", minute = ""] = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)/.exec(iso) ?? [];
  const options = { weekday: "long", day: "numeric", month: "long", year: "numeric" } as const;
  const date = format(language, options, Number(year), Number(month), Number(day));
  const time = language === "fr" ? `${Number(hour)}${NO_BREAK_SPACE}h${NO_BREAK_SPACE}${minute}` : `${hour}:${minute}`;
  return language === "fr" ? `${date} à${NO_BREAK_SPACE}${time}` : `${date}, ${time}`;
}

/** Day counted from 1970-01-01 UTC. */
export function dayInWords(language: Language, day: number): string {
  const date = new Date(day * 86_400_000);
  return dateInWords(language, date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate());
}

/** `01 23 45 67 89`: French numbers by pairs, others as given. */
export function phoneInPairs(phone: string): string {
  return /^0\d{9}$/.test(phone) ? (phone.match(/\d\d/g) ?? []).join(NO_BREAK_SPACE) : phone;
}

export function outcomeIn(language: Language, outcome: string): OutcomeText {
  const known: Readonly<Record<string, { word: Record<Language, string>; sign: string; kind: string }>> =
    advice.outcomes;
  const { word, sign, kind } = known[outcome] ?? advice.outcomes["373068000"];
  return { word: word[language], sign, kind };
}

/** What the test is called in a sentence, and on a list. */
export function testNames(language: Language, disease: string, analyte: string): { test: string; name: string } {
  const { test, name } = diseaseOf(disease);
  const analytes: Readonly<Record<string, Record<Language, string>>> = advice.analytes;
  return { test: test[language], name: (analytes[analyte] ?? name)[language] };
}

export function adviceIn(language: Language, disease: string, outcome: string): Advice {
  const general: Readonly<Record<string, Told>> = advice.otherwise.outcomes;
  const told = diseaseOf(disease).outcomes[outcome] ?? general[outcome] ?? advice.otherwise.outcomes["373068000"];
  return { meaning: told.meaning[language], title: told.title[language], steps: told.steps[language] };
}

function diseaseOf(disease: string): Disease {
  const known: Readonly<Record<string, Disease>> = advice.diseases;
  return known[disease] ?? advice.otherwise;
}

function format(language: Language, options: Intl.DateTimeFormatOptions, year: number, month: number, day: number) {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  const written = new Intl.DateTimeFormat(localeOf(language), { ...options, timeZone: "UTC" })
    .format(date)
    .replace(",", "");
  return language === "fr" ? written.replace(/\b1 (?=\p{L})/u, "1er ") : written;
}
