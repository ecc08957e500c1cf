// French and English, by the phone's own choice at first.

import texts from "./texts.json";

export type Language = keyof typeof texts;
export type Texts = (typeof texts)["fr"];

export function textsIn(language: Language): Texts {
  return texts[language];
}

/** French in a French shop, English for everybody else. */
export function preferred(languages: readonly string[]): Language {
  return languages[0]?.toLowerCase().startsWith("fr") === false ? "en" : "fr";
}

export function other(language: Language): Language {
  return language === "fr" ? "en" : "fr";
}
