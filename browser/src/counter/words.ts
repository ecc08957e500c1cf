// Numbers and days as people read them: `1 000`, `samedi 21 novembre 2026`.

import type { Language } from "./language";

const LOCALES = { fr: "fr-FR", en: "en-GB" } as const;
const DAY = 24 * 60 * 60 * 1000;

export function inNumber(value: number, language: Language): string {
  return value.toLocaleString(LOCALES[language]);
}

/** A day since 1970, in words; with its weekday unless `short`. */
export function inWords(day: number, language: Language, form: "long" | "short" = "long"): string {
  const weekday = form === "long" ? ({ weekday: "long" } as const) : {};
  const shape = { ...weekday, day: "numeric", month: "long", year: "numeric", timeZone: "UTC" } as const;
  const text = new Date(day * DAY).toLocaleDateString(LOCALES[language], shape);
  return language === "fr" ? text.replace(/\b1 (?=\p{L})/u, "1er ") : text;
}
