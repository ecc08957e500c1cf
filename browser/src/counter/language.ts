// French and English at the counter: each part has its texts.json beside it, with the same names in both.

import { useCounter } from "./app";

export const LANGUAGES = ["fr", "en"] as const;
export type Language = (typeof LANGUAGES)[number];

/** The part's texts in the language chosen: `const text = useTexts(texts)`. */
export function useTexts<Texts>(texts: Readonly<Record<Language, Texts>>): Texts {
  return texts[useCounter().language.value];
}

/** `{name}` in a text, replaced. */
export function fill(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ""));
}
