// The result, what it means, what to do, whom to call, who reads it: in this order (one column, one thumb).

import { button, card, element, title, type Child } from "../element";
import { adviceIn, dayInWords, fill, outcomeIn, testNames, type Language, type Texts } from "../language";
import { current, foundFirst, whatToDo, type ToDo } from "../order";
import { fileName, paper } from "../paper";
import { isCancelled, type Analyte, type Reading } from "../reading";
import { save } from "../saving";
import { changed, factsOf } from "./facts";
import { contact } from "./message";

export function result(
  readings: readonly Reading[],
  language: Language,
  text: Texts,
  onAsk: () => Promise<boolean>,
): HTMLElement[] {
  const shown = current(readings);
  const [first] = shown;
  if (!first) return [];
  const several = shown.length > 1 || first.analytes.length > 1;
  return [
    several ? title(titleOfSeveral(first, text)) : title(heading(first, language, text), { class: "visually-hidden" }),
    ...shown.map((reading) => resultCard(reading, language, text)),
    ...whatToDo(shown, language).map(advice),
    element(
      "div",
      { class: "actions" },
      ...(shown.every(isCancelled)
        ? contact(text, first.pharmacy, "primary")
        : [...saving(readings, language, text), ...contact(text, first.pharmacy, "secondary")]),
    ),
    readers(first, text),
    element("div", { class: "actions" }, ...asking(text, onAsk)),
    ...readings.filter((reading) => !shown.includes(reading)).map((reading) => oldCard(reading, language, text)),
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
  const since = changed(reading, language, text);
  const badge = since && element("p", { class: "corrected" }, since);
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
  const pairs = factsOf(reading, language, text).map(([name, value]) =>
    element("div", {}, element("dt", {}, name), element("dd", {}, element("bdi", {}, value))),
  );
  return element("dl", {}, ...pairs);
}

function advice({ title: name, steps, kind }: ToDo): HTMLElement {
  const items = steps.map((step) => element("li", {}, step));
  return element("section", { class: `advice ${kind}` }, element("h2", {}, name), element("ul", {}, ...items));
}

/** The button, and a line that says what became of it. */
function saving(readings: readonly Reading[], language: Language, text: Texts): HTMLElement[] {
  const said = element("p", { class: "status", role: "status" });
  const press = button(text.result.save, "primary", () => void pressed());
  const pressed = async () => {
    if (press.ariaDisabled) return;
    press.ariaDisabled = "true";
    press.textContent = text.result.saving;
    const saved = await save(paper(readings, language, text), fileName(readings, text));
    press.ariaDisabled = null;
    press.textContent = text.result.save;
    said.textContent = { saved: text.result.saved, printed: "", failed: text.result.unsaved }[saved];
  };
  return [press, said];
}

/** Who else opened it: the answer is a screen of its own; here it is said when there was none. */
function asking(text: Texts, onAsk: () => Promise<boolean>): HTMLElement[] {
  const said = element("p", { class: "status", role: "status" });
  const press = button(text.result.who, "secondary", () => void pressed());
  const pressed = async () => {
    if (press.ariaDisabled) return;
    press.ariaDisabled = "true";
    said.textContent = text.result.saving;
    said.textContent = (await onAsk()) ? "" : text.result.notTold;
    press.ariaDisabled = null;
  };
  return [press, said];
}

function readers({ named }: Reading, text: Texts): HTMLElement {
  const sentences = [text.result.here, text.result.readers, named ? "" : text.result.unnamed];
  return element("p", { class: "quiet" }, sentences.filter(Boolean).join(" "));
}

function oldCard(reading: Reading, language: Language, text: Texts): HTMLElement {
  const date = dayInWords(language, reading.correctedOn ?? 0);
  const replaced = fill(reading.isTakenBack ? text.result.cancelled : text.result.corrected, { date });
  const rows = reading.analytes.map((analyte) => {
    const { name } = testNames(language, analyte.disease, analyte.loinc);
    return element("li", {}, `${name} – `, element("s", {}, outcomeIn(language, analyte.outcome).word));
  });
  const body = element("p", {}, fill(text.result.oldBody, { replaced }));
  return element(
    "section",
    { class: "card old" },
    element("h2", {}, text.result.old),
    body,
    element("ul", {}, ...rows),
  );
}
