// What these screens say: both languages whole, French typography.

import { expect, test } from "vitest";
import texts from "../../../src/counter/people/texts.json";

function textsOf(value: unknown, place = ""): [place: string, text: string][] {
  if (typeof value === "string") return [[place, value]];
  return Object.entries(value as object).flatMap(([name, inner]) => textsOf(inner, `${place}.${name}`));
}

const french = textsOf(texts.fr);
const english = textsOf(texts.en);
const places = (found: [string, string][]) => found.map(([place]) => place);
const blanks = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort();

test("both languages say the same things, with the same blanks", () => {
  expect(places(french)).toEqual(places(english));
  expect(french.map(([, text]) => blanks(text))).toEqual(english.map(([, text]) => blanks(text)));
});

test("French signs have their spaces, and no straight apostrophe is left", () => {
  const wrong = french.filter(([, text]) => /[^\u202f][;!?]|(?<![\u202f\d]):|« | »|'/u.test(text));
  expect(wrong).toEqual([]);
});

test("no English apostrophe is straight", () => {
  expect(english.filter(([, text]) => text.includes("'"))).toEqual([]);
});
