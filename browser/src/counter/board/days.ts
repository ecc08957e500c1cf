// Days and times in words, as people say them.

import type { Language } from "../language";

const LOCALES = { fr: "fr-FR", en: "en-GB" } as const;
const NO_BREAK_SPACE = "\u00a0";

/** `21 novembre`, of a UTC day since 1970. */
export function dayInWords(day: number, language: Language): string {
  const options = { day: "numeric", month: "long", timeZone: "UTC" } as const;
  return new Intl.DateTimeFormat(LOCALES[language], options).format(new Date(day * 86_400_000));
}

/** `28 mars 1979`, `mars 1979`, `1979`: a declared birth date, which may lack its day or its month. */
export function birthInWords(date: string, language: Language): string {
  const [year = "", month, day] = date.split("-");
  const options = { year: "numeric", ...(month && { month: "long" }), ...(day && { day: "numeric" }), timeZone: "UTC" };
  const moment = Date.UTC(Number(year), Number(month ?? 1) - 1, Number(day ?? 1));
  return new Intl.DateTimeFormat(LOCALES[language], options as Intl.DateTimeFormatOptions).format(moment);
}

/** `11 h 36`, at the clock of this place. */
export function timeInWords(at: number, language: Language): string {
  const [hour, minute] = hourOf(at);
  return language === "fr" ? [Number(hour), "h", minute].join(NO_BREAK_SPACE) : `${hour}:${minute}`;
}

/** `samedi 21 novembre 2026 à 11 h 36`. */
export function momentInWords(at: number, language: Language): string {
  const options = { weekday: "long", day: "numeric", month: "long", year: "numeric" } as const;
  const date = new Intl.DateTimeFormat(LOCALES[language], options).format(new Date(at * 1000));
  return `${date}${language === "fr" ? " à" + NO_BREAK_SPACE : ", "}${timeInWords(at, language)}`;
}

function hourOf(at: number): readonly [string, string] {
  const date = new Date(at * 1000);
  return [String(date.getHours()).padStart(2, "0"), String(date.getMinutes()).padStart(2, "0")];
}
