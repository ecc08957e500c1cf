// The screens that only say something: a title, a few sentences, one thing to do.

import { button, card, element, paragraphs, title, type Child } from "../element";
import { phoneInPairs, type Texts } from "../language";
import type { Contact } from "../relay";

export interface Message {
  readonly title: string;
  readonly body: readonly string[];
}

export function message({ title: heading, body }: Message, ...more: readonly Child[]): HTMLElement[] {
  return [card(title(heading), ...paragraphs(body), ...more)];
}

export function retry(text: Message & { action: string }, onPress: () => void): HTMLElement[] {
  return message(text, button(text.action, "primary", onPress));
}

/** Whom to call: the pharmacy's name, and a link that dials. */
export function contact(text: Texts, pharmacy: Contact | undefined, kind: "primary" | "secondary"): Child[] {
  if (!pharmacy) return [];
  const name = element(
    "p",
    { class: "contact" },
    element("strong", {}, element("bdi", {}, pharmacy.name || text.contact)),
  );
  if (!pharmacy.phone) return [name];
  const number = phoneInPairs(pharmacy.phone);
  const dial = element("a", { class: `action ${kind}`, href: `tel:${pharmacy.phone}` }, text.call);
  name.append(element("span", { class: "number" }, element("bdi", { dir: "ltr" }, number)));
  return [name, dial];
}
