// Numbers, days and hours as people read them: `1 000`, `vendredi 21 novembre`, `11 h 36`.

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

/** The hour on this computer's clock, of a moment in seconds since 1970. */
export function inHours(moment: number, language: Language): string {
  const date = new Date(moment * 1000);
  const [hours, minutes] = [date.getHours(), date.getMinutes()].map((one) => String(one).padStart(2, "0"));
  return language === "fr" ? `${Number(hours)}\u00a0h\u00a0${minutes}` : `${hours}:${minutes}`;
}

/** A time of a record, `2024-01-06T11:36:23+01:00`, in seconds since 1970. */
export function secondsOf(time: string): number {
  return Math.floor(Date.parse(time) / 1000);
}
