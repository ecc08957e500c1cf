// Days and moments as these screens say them.

import type { Language } from "../language";

const LOCALES = { fr: "fr-FR", en: "en-GB" } as const;

/** `22 novembre 2026`. Seconds since 1970. */
export function dayOf(seconds: number, language: Language): string {
  return new Intl.DateTimeFormat(LOCALES[language], { day: "numeric", month: "long", year: "numeric" }).format(
    seconds * 1000,
  );
}

/** `mardi 24 novembre à 11 h 36`. */
export function momentOf(seconds: number, language: Language): string {
  const date = new Date(seconds * 1000);
  const day = new Intl.DateTimeFormat(LOCALES[language], { weekday: "long", day: "numeric", month: "long" }).format(
    date,
  );
  const [hour, minute] = [date.getHours(), String(date.getMinutes()).padStart(2, "0")];
  return language === "fr" ? `le ${day} à ${hour} h ${minute}` : `on ${day} at ${hour}:${minute}`;
}

/** The end of a day chosen in a calendar (`2026-11-24`), here; undefined for none. */
export function endOfDay(chosen: string): number | undefined {
  const time = chosen ? new Date(`${chosen}T23:59:59`).getTime() : NaN;
  return Number.isNaN(time) ? undefined : Math.floor(time / 1000);
}

/** The other way round. */
export function chosenDay(seconds: number | undefined): string {
  if (seconds === undefined) return "";
  const date = new Date(seconds * 1000);
  const two = (number: number) => String(number).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
