// The two screens that ask: who one is, and how to be reached. One question a line, one action at the end.

import { card, element, paragraphs, title, type Child } from "../ticket/element";
import { echo, spread } from "../ticket/birth";
import type { Language, Texts } from "./language";
import { isChild, type Named, type Sex, type Typed, type Wrong } from "./person";

export interface Form {
  readonly language: Language;
  readonly text: Texts;
  readonly typed: Typed;
  readonly wrong: readonly Wrong[];
  readonly today: Date;
  readonly sending: boolean;
  readonly onType: (typed: Typed) => void;
  readonly onNext: () => void;
  readonly onBack: () => void;
}

type Input = Readonly<Record<string, string>>;

const BOXES = ["day", "month", "year"] as const;
const SEXES: readonly Sex[] = ["F", "M", "U"];
const NUMERIC: Input = { inputmode: "numeric" };

export function who(form: Form): HTMLElement[] {
  const { text } = form;
  return screen(form, 1, text.who, [
    field(form, "birth_name", text.who.birth_name, { autocomplete: "family-name" }),
    field(form, "first_name", text.who.first_name, { autocomplete: "given-name" }),
    born(form),
    sex(form),
    field(form, "birthplace", text.who.birthplace, {}, text.optional),
    field(form, "number", text.who.number, { autocomplete: "off" }, text.optional),
  ]);
}

export function reach(form: Form): HTMLElement[] {
  const { text } = form;
  const back = element("button", { type: "button", class: "action secondary" }, text.reach.back);
  back.addEventListener("click", form.onBack);
  const child = isChild(form.typed, form.today);
  const fields = [
    field(form, "phone", text.reach.phone, { type: "tel", autocomplete: "tel" }),
    field(form, "email", text.reach.email, { type: "email", autocomplete: "email" }),
    field(form, "address", text.reach.address, { autocomplete: "street-address" }),
    field(form, "postal_code", text.reach.postal_code, { autocomplete: "postal-code" }),
    field(form, "city", text.reach.city, { autocomplete: "address-level2" }),
    ...(child
      ? (["guardian_family", "guardian_given"] as const).map((name) => field(form, name, text.reach[name], {}))
      : []),
  ];
  return screen(
    form,
    2,
    { ...text.reach, action: form.sending ? text.reach.sending : text.reach.action },
    fields,
    back,
  );
}

function screen(
  form: Form,
  step: number,
  said: { readonly title: string; readonly body: readonly string[]; readonly action: string },
  fields: readonly HTMLElement[],
  ...more: readonly HTMLElement[]
): HTMLElement[] {
  const submit = element(
    "button",
    { type: "submit", class: "action primary", "aria-disabled": form.sending && "true" },
    said.action,
  );
  const made = element("form", { novalidate: true }, ...fields, submit, ...more);
  made.addEventListener("submit", (event) => {
    event.preventDefault();
    form.onNext();
  });
  const steps = element("p", { class: "steps" }, form.text.steps.replace("{step}", String(step)));
  return [card(steps, title(said.title), ...paragraphs(said.body), summary(form), made)];
}

/** All that is to be mended, each leading to its field; it takes the focus. */
function summary({ text, wrong }: Form): Child {
  if (!wrong.length) return undefined;
  const links = wrong.map((name) => {
    const link = element("a", { href: `#${name}` }, text.errors[name as keyof Texts["errors"]]);
    link.addEventListener("click", (event) => {
      event.preventDefault();
      document.getElementById(name)?.focus();
    });
    return element("li", {}, link);
  });
  const heading = element("p", {}, element("strong", {}, text.errors.summary));
  return element(
    "div",
    { class: "summary", role: "alert", tabindex: "-1", id: "summary" },
    heading,
    element("ul", {}, ...links),
  );
}

function field(form: Form, name: Named, label: string, attributes: Input, optional = ""): HTMLElement {
  const wrong = form.wrong.includes(name);
  const input = element("input", {
    type: "text",
    id: name,
    maxlength: "100",
    ...attributes,
    ...problemOf(name, wrong),
  });
  input.value = form.typed.texts[name];
  let typed = input.value;
  input.addEventListener("input", () => {
    typed = input.value;
    form.onType({ ...form.typed, texts: { ...form.typed.texts, [name]: typed } });
  });
  const note = optional && element("span", { class: "optional" }, ` ${optional}`);
  const named = element("label", { for: name }, label, note || undefined);
  return element("div", { class: "field" }, named, input, errorOf(form, name));
}

function born(form: Form): HTMLElement {
  const { text, typed, language, today } = form;
  const said = element("p", { class: "echo", "aria-live": "polite" }, echo(language, typed.born, today));
  const wrong = form.wrong.includes("born");
  const inputs = BOXES.map((name, index) => {
    const id = index ? name : "born";
    const input = element("input", {
      type: "text",
      id,
      name,
      maxlength: "20",
      autocomplete: `bday-${name}`,
      ...NUMERIC,
      ...problemOf("born", wrong),
    });
    input.value = typed.born[name];
    return input;
  });
  const listen = (input: HTMLInputElement) => {
    const whole = spread(input.value);
    for (const [index, name] of BOXES.entries()) if (whole) (inputs[index] as HTMLInputElement).value = whole[name];
    const [day = "", month = "", year = ""] = inputs.map(({ value }) => value);
    said.textContent = echo(language, { day, month, year }, today);
    form.onType({ ...form.typed, born: { day, month, year } });
  };
  for (const input of inputs) input.addEventListener("input", () => listen(input));
  const boxes = BOXES.map((name, index) =>
    element("label", { class: name }, element("span", {}, text.who[name]), inputs[index]),
  );
  const legend = element("legend", {}, text.who.born);
  return element("fieldset", {}, legend, element("div", { class: "boxes" }, ...boxes), errorOf(form, "born"), said);
}

function sex(form: Form): HTMLElement {
  const { text, typed } = form;
  const choices = SEXES.map((code, index) => {
    const input = element("input", { type: "radio", name: "sex", id: index ? `sex-${code}` : "sex", value: code });
    input.checked = typed.sex === code;
    input.addEventListener("change", () => form.onType({ ...form.typed, sex: code }));
    return element("label", { class: "choice" }, input, element("span", {}, text.who[code as "F" | "M" | "U"]));
  });
  const legend = element("legend", {}, text.who.sex);
  return element("fieldset", {}, legend, element("div", { class: "choices" }, ...choices), errorOf(form, "sex"));
}

function problemOf(name: Wrong, wrong: boolean): Input {
  return wrong ? { "aria-invalid": "true", "aria-describedby": `${name}-error` } : {};
}

function errorOf({ text, wrong }: Form, name: Wrong): HTMLElement | undefined {
  if (!wrong.includes(name)) return undefined;
  return element("p", { class: "error", id: `${name}-error` }, text.errors[name as keyof Texts["errors"]]);
}
