// Who opened it, when, and whether that is proven: one list, one file to keep, one way back.

import { button, card, element, title } from "../element";
import { momentInWords, type Language, type Texts } from "../language";
import type { Opening, Told } from "../openings";
import { give } from "../saving";

const SIGNS = { proven: "✓ ", waiting: "… ", refused: "✗ " } as const;

export function openingsScreen(told: Told, language: Language, text: Texts, onBack: () => void): HTMLElement[] {
  const rows = told.openings.map((opening) => row(opening, language, text));
  return [
    card(title(text.openings.title), element("ul", { class: "openings" }, ...rows)),
    element("p", { class: "quiet" }, `${text.openings.shown} ${text.openings.limits}`),
    element("div", { class: "actions" }, ...keeping(told, text), button(text.openings.back, "secondary", onBack)),
  ];
}

function row({ at, action, proven }: Opening, language: Language, text: Texts): HTMLElement {
  const known: Readonly<Record<string, string>> = text.openings.who;
  return element(
    "li",
    { class: proven },
    element("strong", {}, known[action] ?? text.openings.who.other),
    element("span", {}, momentInWords(language, onThisClock(at))),
    element(
      "span",
      { class: "proof" },
      element("span", { "aria-hidden": "true" }, SIGNS[proven]),
      text.openings[proven],
    ),
  );
}

/** The moment at this phone's clock, as `momentInWords` reads it. */
function onThisClock(at: string): string {
  const moment = new Date(at);
  const local = new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000);
  return local.toISOString();
}

function keeping({ lines }: Told, text: Texts): HTMLElement[] {
  const said = element("p", { class: "status", role: "status" });
  const press = button(text.openings.keep, "primary", () => {
    give(new Blob([lines], { type: "application/x-ndjson" }), `${text.openings.file}.jsonl`);
    said.textContent = text.openings.kept;
  });
  return [press, said];
}
