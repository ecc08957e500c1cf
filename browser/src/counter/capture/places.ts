// Where somebody was born: a commune, or a country, by INSEE's code, which the number of a person carries too.

import countryNames from "../../../../src/sceau/record/countries.json";
import type { Plain } from "../../record/shape";
import { text } from "../../record/statistics";
import type { Language } from "../language";
import codes from "./birth_countries.json";
import { fold, type Communes } from "./communes";

/** `label` is what the field shows; `birthplace` what the record holds. */
export interface BirthPlace {
  readonly label: string;
  readonly birthplace: Plain;
}

const countries: Readonly<Record<string, string>> = codes;
const names: Readonly<Record<string, Readonly<Record<Language, string>>>> = countryNames;
const FRANCE = "FR";

/** Of a code of a commune, or of a country (99…). A code that nobody knows stays a code: it is what the number says. */
export function placeOfInsee(insee: string, communes: Communes | undefined, language: Language): BirthPlace {
  const country = countries[insee];
  if (country) return ofCountry(insee, country, language);
  const commune = communes?.ofInsee(insee);
  if (!commune) return { label: insee, birthplace: { insee } };
  return { label: `${insee} ${commune.name}`, birthplace: { insee, city: commune.name, country: FRANCE } };
}

/** Communes and countries whose name begins with the letters. */
export function searchPlaces(
  letters: string,
  communes: Communes | undefined,
  language: Language,
): readonly BirthPlace[] {
  const wanted = fold(letters.replace(/^\w{5} /, ""));
  if (wanted.length < 2) return [];
  const abroad = Object.entries(countries).filter(([, code]) => fold(names[code]?.[language] ?? "").startsWith(wanted));
  const found = communes?.search(wanted) ?? [];
  return [
    ...found.map(({ insee, name }) => ({
      label: `${insee} ${name}`,
      birthplace: { insee, city: name, country: FRANCE },
    })),
    ...abroad.slice(0, 3).map(([insee, code]) => ofCountry(insee, code, language)),
  ];
}

/** What was typed and chosen from no list: the only commune or country of that name, else a city as it was written. */
export function placeOfText(
  written: string,
  communes: Communes | undefined,
  language: Language,
): BirthPlace | undefined {
  const label = written.trim();
  if (!label) return undefined;
  if (/^(\d{5}|2[AB]\d{3})$/i.test(label)) return placeOfInsee(label.toUpperCase(), communes, language);
  const commune = communes?.named(label);
  if (commune) return placeOfInsee(commune.insee, communes, language);
  const country = Object.entries(countries).find(([, code]) =>
    namesOf(code).some((name) => fold(name) === fold(label)),
  );
  return country ? ofCountry(country[0], country[1], language) : { label, birthplace: { city: label } };
}

/** The field's text for a record that is shown again. */
export function labelOf(birthplace: Plain, language: Language): string {
  const [insee, city, country] = ["insee", "city", "country"].map((name) => text(birthplace[name]));
  if (city) return [insee, city].filter(Boolean).join(" ");
  return (country && names[country]?.[language]) || insee || "";
}

function ofCountry(insee: string, country: string, language: Language): BirthPlace {
  return { label: names[country]?.[language] ?? insee, birthplace: { insee, country } };
}

function namesOf(code: string): string[] {
  return Object.values(names[code] ?? {});
}
