// The results as a document to keep: what the page says, with who was tested, and without the link that opened it.

import type { Block, PrintedDocument, Section, Tone } from "../pdf/document";
import { adviceIn, birthInWords, localeOf, outcomeIn, phoneInPairs, testNames } from "./language";
import type { Language, Texts } from "./language";
import { current, foundFirst, whatToDo } from "./order";
import { isCancelled, type Analyte, type Reading } from "./reading";
import { changed, factsOf } from "./screens/facts";

const TONES: Readonly<Record<string, Tone>> = { positive: "positive", negative: "accent", unclear: "due" };

/** What was corrected since is left out. */
export function paper(readings: readonly Reading[], language: Language, text: Texts): PrintedDocument {
  const shown = current(readings);
  const [first] = shown;
  return {
    language: localeOf(language),
    title: text.document.title,
    sections: [
      ...(first ? [heading(first, language, text)] : []),
      ...shown.map((reading) => result(reading, language, text)),
      ...whatToDo(shown, language).map(({ title, steps }): Section => [
        { kind: "heading", text: title },
        { kind: "list", items: steps },
      ]),
      [{ kind: "quiet", text: text.document.made }],
    ],
    foot: text.document.foot,
  };
}

/** `resultat-2026-11-21.pdf`: whoever looks over a shoulder learns no disease and no name. */
export function fileName(readings: readonly Reading[], text: Texts): string {
  const day = current(readings)[0]?.sampled.slice(0, 10) ?? "";
  return `${[text.document.file, day].filter(Boolean).join("-")}.pdf`;
}

function heading({ person, pharmacy }: Reading, language: Language, text: Texts): Section {
  const rows = [
    [text.document.person, person.name],
    [text.document.born, birthInWords(language, person.born)],
    [text.document.pharmacy, pharmacy.name],
    [text.document.phone, phoneInPairs(pharmacy.phone)],
  ] as const;
  return [
    { kind: "title", text: text.document.title },
    { kind: "facts", rows: rows.filter(([, value]) => value) },
  ];
}

function result(reading: Reading, language: Language, text: Texts): Section {
  const since = changed(reading, language, text);
  const why = isCancelled(reading) ? "" : ` ${text.document.corrected}`;
  const corrected: Block[] = since ? [{ kind: "quiet", text: `${since}.${why}` }] : [];
  const outcomes = foundFirst(reading.analytes, language).flatMap((analyte) => outcome(analyte, language));
  return [...outcomes, ...corrected, { kind: "facts", rows: factsOf(reading, language, text) }];
}

function outcome({ disease, loinc, outcome: code }: Analyte, language: Language): Block[] {
  const { word, sign, kind } = outcomeIn(language, code);
  return [
    { kind: "heading", text: testNames(language, disease, loinc).name },
    { kind: "outcome", word, sign, tone: TONES[kind] ?? "plain" },
    { kind: "text", text: adviceIn(language, disease, code).meaning },
  ];
}
