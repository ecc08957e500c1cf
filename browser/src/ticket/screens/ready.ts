// The screen that asks for the birth date: three boxes, said back in words before a try is spent.

import { echo, spread, type Boxes } from "../birth";
import { card, element, title, type Child } from "../element";
import { fill, type Language, type Texts } from "../language";
import type { Draft, Problem, State, Wrong } from "../state";
import { contact } from "./message";

interface Form {
  readonly language: Language;
  readonly text: Texts;
  readonly draft: Draft;
  readonly asksCode: boolean;
  readonly today: Date;
  readonly onType: (draft: Draft) => void;
  readonly onSubmit: () => void;
}

type Ready = Extract<State, { name: "ready" }>;
const NAMES = ["day", "month", "year"] as const;

export function ready({ problem, opening, wrong }: Ready, form: Form): HTMLElement[] {
  const { text } = form;
  const boxes = NAMES.map((name) => box(name, form, problem));
  const code = form.asksCode ? codeBox(form, problem) : undefined;
  const said = element("p", { class: "echo", "aria-live": "polite" }, echo(form.language, form.draft, form.today));
  const submit = element(
    "button",
    { type: "submit", class: "action primary", "aria-disabled": opening ? "true" : undefined },
    opening ? text.ready.opening : text.ready.action,
  );
  const made = element(
    "form",
    { novalidate: true, autocomplete: "off" },
    element(
      "fieldset",
      { "aria-describedby": describedBy(form, problem) },
      element("legend", {}, text.ready.ask),
      form.asksCode ? element("p", { class: "hint", id: "hint" }, text.ready.partial) : undefined,
      element("div", { class: "boxes" }, ...boxes),
      problem && problem !== "code" ? error(text.errors[problem]) : undefined,
    ),
    said,
    code,
    submit,
  );
  listen(made, said, form);
  const heading = wrong ? text.wrong.title : text.ready.title;
  const why = element("p", { class: "quiet" }, text.ready.why);
  return [card(title(heading), ...wrongDate(text, wrong), made, why), ...help(text, wrong)];
}

function wrongDate(text: Texts, wrong: Wrong | undefined): Child[] {
  if (!wrong) return [];
  const left = wrong.tries === 1 ? text.wrong.one : fill(text.wrong.many, { tries: String(wrong.tries) });
  const notice = element("div", { class: "notice", role: "alert" });
  notice.append(element("p", {}, text.wrong.body), element("p", { class: "tries" }, left));
  return [notice];
}

function help(text: Texts, wrong: Wrong | undefined): HTMLElement[] {
  const lines = contact(text, wrong?.pharmacy, "secondary");
  return lines.length ? [element("section", { class: "card" }, ...lines)] : [];
}

function describedBy({ asksCode }: Form, problem: Problem | undefined): string | undefined {
  const ids = [asksCode ? "hint" : "", problem && problem !== "code" ? "error" : ""].filter(Boolean).join(" ");
  return ids || undefined;
}

function box(name: (typeof NAMES)[number], { text, draft }: Form, problem: Problem | undefined): HTMLElement {
  const attributes = { id: name, name, type: "text", inputmode: "numeric", autocomplete: "off", maxlength: "20" };
  const input = element("input", { ...attributes, "aria-invalid": problem && problem !== "code" && "true" });
  input.value = draft[name];
  return element("label", { class: name }, element("span", {}, text.ready[name]), input);
}

function codeBox({ text, draft }: Form, problem: Problem | undefined): HTMLElement {
  const wrong = problem === "code";
  const attributes = {
    id: "code",
    name: "code",
    type: "text",
    inputmode: "numeric",
    autocomplete: "off",
    maxlength: "7",
  };
  const described = wrong ? "code-hint error" : "code-hint";
  const input = element("input", { ...attributes, "aria-describedby": described, "aria-invalid": wrong && "true" });
  input.value = draft.code;
  const label = element("label", { class: "code" }, element("span", {}, text.ready.code), input);
  const hint = element("p", { class: "hint", id: "code-hint" }, text.ready.codeHint);
  return element("div", {}, label, hint, wrong ? error(text.errors.code) : undefined);
}

function error(text: string): HTMLElement {
  return element("p", { class: "error", id: "error", role: "alert" }, text);
}

function listen(form: HTMLFormElement, said: HTMLElement, page: Form): void {
  const inputs = [...form.querySelectorAll("input")];
  const typed = () => ({ ...page.draft, ...Object.fromEntries(inputs.map(({ name, value }) => [name, value])) });
  form.addEventListener("input", ({ target }) => {
    const whole = target instanceof HTMLInputElement && target.name !== "code" ? spread(target.value) : undefined;
    for (const input of whole ? inputs : []) input.value = whole?.[input.name as keyof Boxes] ?? input.value;
    said.textContent = echo(page.language, typed(), page.today);
    page.onType(typed());
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    page.onSubmit();
  });
}
