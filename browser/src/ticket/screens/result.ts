// The result, what it means, what to do, whom to call, who reads it: in this order (one column, one thumb).

import { button, card, element, title, type Child } from "../element";
import {
  adviceIn,
  dayInWords,
  fill,
  momentInWords,
  outcomeIn,
  testNames,
  type Language,
  type Texts,
} from "../language";
import type { Analyte, Reading } from "../reading";
import { contact } from "./message";

const ORDER = ["positive", "unclear", "negative"];

export function result(readings: readonly Reading[], language: Language, text: Texts): HTMLElement[] {
  const current = readings.filter(({ correctedOn }) => correctedOn === undefined);
  const old = readings.filter(({ correctedOn }) => correctedOn !== undefined);
  const [first] = current.length ? current : readings;
  if (!first) return [];
  const several = current.length > 1 || first.analytes.length > 1;
  return [
    several ? title(titleOfSeveral(first, text)) : title(heading(first, language, text), { class: "visually-hidden" }),
    ...current.map((reading) => resultCard(reading, language, text)),
    ...whatToDo(current, language),
    element("div", { class: "actions" }, save(text), ...contact(text, first.pharmacy, "secondary")),
    readers(first, text),
    ...old.map((reading) => oldCard(reading, language, text)),
  ];
}

function heading({ firstName, analytes: [first] }: Reading, language: Language, text: Texts): string {
  const { test } = testNames(language, first?.disease ?? "", first?.loinc ?? "");
  return firstName ? fill(text.result.yours, { name: firstName, test }) : fill(text.result.anonymous, { test });
}

function titleOfSeveral({ firstName }: Reading, text: Texts): string {
  return firstName ? fill(text.result.several, { name: firstName }) : text.result.severalAnonymous;
}

function resultCard(reading: Reading, language: Language, text: Texts): HTMLElement {
  const corrected = reading.corrects === undefined ? undefined : dayInWords(language, reading.corrects);
  const badge = corrected && element("p", { class: "corrected" }, fill(text.result.corrected, { date: corrected }));
  const analytes = foundFirst(reading.analytes, language);
  const lines =
    analytes.length === 1
      ? analytes.flatMap((analyte) => singleOutcome(reading, analyte, language, text))
      : [element("ul", { class: "outcomes" }, ...analytes.map((analyte) => outcomeRow(analyte, language)))];
  return card(badge || undefined, ...lines, facts(reading, language, text));
}

function singleOutcome(reading: Reading, analyte: Analyte, language: Language, text: Texts): Child[] {
  const { meaning } = adviceIn(language, analyte.disease, analyte.outcome);
  const test = element("p", { class: "test" }, heading(reading, language, text));
  return [test, outcome(analyte, language), element("p", { class: "meaning" }, meaning)];
}

function outcomeRow(analyte: Analyte, language: Language): HTMLElement {
  const { name } = testNames(language, analyte.disease, analyte.loinc);
  const { meaning } = adviceIn(language, analyte.disease, analyte.outcome);
  const row = element("li", {}, element("p", { class: "test" }, name), outcome(analyte, language));
  row.append(element("p", { class: "meaning" }, meaning));
  return row;
}

/** Word, sign and colour: never colour alone. */
function outcome({ outcome }: Analyte, language: Language): HTMLElement {
  const { word, sign, kind } = outcomeIn(language, outcome);
  const mark = element("span", { class: "sign", "aria-hidden": "true" }, sign);
  return element("p", { class: `outcome ${kind}` }, mark, element("span", {}, word));
}

function facts(reading: Reading, language: Language, text: Texts): HTMLElement {
  const lot = reading.lot && fill(text.result.lot, { lot: reading.lot });
  const comment = [...new Set(reading.analytes.map(({ comment }) => comment).filter(Boolean))].join(" ");
  const rows = [
    [text.result.sampled, momentInWords(language, reading.sampled)],
    [text.result.by, reading.professional],
    [text.result.device, [reading.device, lot].filter(Boolean).join(", ")],
    [text.result.comment, comment],
  ] as const;
  const written = rows.filter(([, value]) => value);
  const pairs = written.map(([name, value]) => element("div", {}, element("dt", {}, name), element("dd", {}, value)));
  return element("dl", {}, ...pairs);
}

/** What was found stands before what was not; the order is otherwise the record's. */
function foundFirst(analytes: readonly Analyte[], language: Language): Analyte[] {
  const rank = ({ outcome }: Analyte) => ORDER.indexOf(outcomeIn(language, outcome).kind);
  return [...analytes].sort((one, other) => rank(one) - rank(other));
}

/** One box for each thing to do; what is negative asks for nothing when something else is not. */
function whatToDo(readings: readonly Reading[], language: Language): HTMLElement[] {
  const analytes = foundFirst(
    readings.flatMap(({ analytes }) => analytes),
    language,
  );
  const told = analytes.map(({ disease, outcome }) => ({
    kind: outcomeIn(language, outcome).kind,
    ...adviceIn(language, disease, outcome),
  }));
  const pressing = told.filter(({ kind }) => kind !== "negative");
  const distinct = new Map((pressing.length ? pressing : told).map((advice) => [advice.steps.join(), advice]));
  return [...distinct.values()].map(({ title: name, steps, kind }) => {
    const items = steps.map((step) => element("li", {}, step));
    return element("section", { class: `advice ${kind}` }, element("h2", {}, name), element("ul", {}, ...items));
  });
}

function save(text: Texts): HTMLElement {
  return button(text.result.save, "primary", () => window.print());
}

function readers({ named }: Reading, text: Texts): HTMLElement {
  const sentences = [text.result.here, text.result.readers, named ? "" : text.result.unnamed];
  return element("p", { class: "quiet" }, sentences.filter(Boolean).join(" "));
}

function oldCard(reading: Reading, language: Language, text: Texts): HTMLElement {
  const date = dayInWords(language, reading.correctedOn ?? 0);
  const rows = reading.analytes.map((analyte) => {
    const { name } = testNames(language, analyte.disease, analyte.loinc);
    return element("li", {}, `${name} – `, element("s", {}, outcomeIn(language, analyte.outcome).word));
  });
  const body = element("p", {}, fill(text.result.oldBody, { date }));
  return element(
    "section",
    { class: "card old" },
    element("h2", {}, text.result.old),
    body,
    element("ul", {}, ...rows),
  );
}
