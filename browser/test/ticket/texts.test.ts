// What people read: short sentences, both languages whole, French typography, and advice for every disease known.

import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import advice from "../../src/ticket/advice.json";
import {
  adviceIn,
  dayInWords,
  birthInWords,
  direction,
  momentInWords,
  next,
  outcomeIn,
  phoneInPairs,
  preferred,
  spoken,
  testNames,
} from "../../src/ticket/language";
import { pauseBefore } from "../../src/ticket/state";
import texts from "../../src/ticket/texts.json";
import catalogue from "../../../src/sceau/record/catalogue.json";
import shapes from "../../../src/sceau/record/fields.json";

const MOST_WORDS = 12;

/** Every text of a language, with its place. */
function textsOf(value: unknown, language: "fr" | "en", place = ""): [place: string, text: string][] {
  if (typeof value === "string") return [[place, value]];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    name !== language && (name === "fr" || name === "en") ? [] : textsOf(inner, language, `${place}.${name}`),
  );
}

const french = [...textsOf(texts.fr, "fr"), ...textsOf(advice, "fr")];
const english = [...textsOf(texts.en, "en"), ...textsOf(advice, "en")];

test("both languages say the same things", () => {
  expect(french.map(([place]) => place.replace(".fr", ""))).toEqual(english.map(([place]) => place.replace(".en", "")));
});

// What stands in the page itself, for a browser without scripts.
const page = readFileSync("browser/pages/ticket.html", "utf8");
const withoutScript = [...page.matchAll(/<(?:p|h1)[^>]*>([^<]+)</g)].map(
  ([, text = ""]) => ["page", text] as [string, string],
);

test.each([
  ["French", french],
  ["English", english],
  ["the page itself", withoutScript],
])("no sentence in %s has more than twelve words", (_, all) => {
  const sentences = all.flatMap(([place, text]) => text.split(/(?<=[.!?])\s+/).map((sentence) => [place, sentence]));
  const long = sentences.filter(([, sentence = ""]) => sentence.split(/ +/).length > MOST_WORDS);
  expect(long).toEqual([]);
});

test("French has a narrow no-break space before double signs, and curved apostrophes", () => {
  expect(
    french.filter(([, text]) => /[^\u202f][;!?:]/.test(text.replace(/^[;!?:]$/, "")) || text.includes("'")),
  ).toEqual([]);
});

test("the name of the disease never breaks at its hyphen", () => {
  expect([...french, ...english].filter(([, text]) => text.includes("COVID-19"))).toEqual([]);
});

describe("advice", () => {
  test.each(Object.keys(catalogue.diseases))("is there for %s, found or not", (disease) => {
    const general = adviceIn("fr", "none", "10828004");
    expect(adviceIn("fr", disease, "10828004")).not.toEqual(general);
    expect(adviceIn("fr", disease, "260385009")).not.toEqual(adviceIn("fr", "none", "260385009"));
    expect(testNames("fr", disease, "").test).not.toBe("test");
  });

  test.each(Object.keys(shapes.sets.outcome))("has a word and a sign for the outcome %s", (outcome) => {
    expect(Object.keys(advice.outcomes)).toContain(outcome);
    expect(outcomeIn("fr", outcome).word).not.toBe("");
    expect(adviceIn("en", "none", outcome).steps.length).toBeGreaterThan(0);
  });

  test("of an outcome that nobody knows is not taken for a negative one", () => {
    expect(outcomeIn("fr", "0").kind).toBe("unclear");
  });

  test("names the two signs of an infection apart", () => {
    expect(testNames("en", "N30.0", "5799-2").name).not.toBe(testNames("en", "N30.0", "5802-4").name);
  });
});

describe("words for people", () => {
  test("a moment, by the clock of the place", () => {
    expect(momentInWords("fr", "2026-11-21T11:36:23+01:00")).toBe("samedi 21 novembre 2026 à\u00a011\u00a0h\u00a036");
    expect(momentInWords("en", "2026-11-01T09:05:00-04:00")).toBe("Sunday 1 November 2026, 09:05");
    expect(momentInWords("fr", "2026-11-01T09:05:00+01:00")).toBe("dimanche 1er novembre 2026 à\u00a09\u00a0h\u00a005");
  });

  test("a day counted from 1970", () => {
    expect(dayInWords("fr", 20_778)).toBe("21 novembre 2026");
  });

  test("a telephone number by pairs", () => {
    expect(phoneInPairs("0123456789")).toBe("01\u00a023\u00a045\u00a067\u00a089");
    expect(phoneInPairs("+33123456789")).toBe("+33123456789");
  });

  test("a birth date, as much of it as is known", () => {
    expect(["1979-03-28", "1979-03", "1979", ""].map((born) => birthInWords("fr", born))).toEqual([
      "28 mars 1979",
      "mars 1979",
      "1979",
      "",
    ]);
  });

  test("each language says which way it runs, and offers the next", () => {
    expect(spoken().map(direction)).toEqual(["ltr", "ltr"]);
    expect(spoken().map(next)).toEqual(["en", "fr"]);
  });

  test("the browser's language, if it is one of the two", () => {
    expect([preferred(["fr-CA"]), preferred(["de", "fr"]), preferred(["en-US"]), preferred([])]).toEqual([
      "fr",
      "en",
      "en",
      "en",
    ]);
  });
});

test("the page looks ever more seldom", () => {
  expect([0, 1, 2, 3, 50].map(pauseBefore)).toEqual([10, 20, 30, 60, 60]);
});

test("the style sheet names no side of the screen, so that it serves languages from right to left", () => {
  const style = readFileSync("browser/styles/ticket.css", "utf8");
  expect(style.match(/\b(?:left|right)\b|(?:margin|padding): \S+ (\S+) \S+ (?!\1)\S+;/g) ?? []).toEqual([]);
});

test("no button or title has a choice in it, and no screen more than one thing to do", () => {
  for (const language of ["fr", "en"] as const) {
    const actions = textsOf(texts[language], language).filter(([place]) => /\.(action|save|call)$/.test(place));
    expect(actions.filter(([, text]) => / (?:ou|or) /.test(text))).toEqual([]);
  }
});
