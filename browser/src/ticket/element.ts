// Plain DOM, built by name: the page's policy allows no markup made of text, so there is none.

export type Child = Node | string | undefined;
type Attributes = Readonly<Record<string, string | boolean | undefined>>;

/** `true` writes an attribute without a value; `false` and `undefined` leave it out. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== undefined));
  return made;
}

export function button(label: string, kind: "primary" | "secondary", onPress: () => void): HTMLButtonElement {
  const made = element("button", { type: "button", class: `action ${kind}` }, label);
  made.addEventListener("click", onPress);
  return made;
}

export function paragraphs(texts: readonly string[]): HTMLElement[] {
  return texts.map((text) => element("p", {}, text));
}

/** The one heading of a screen: it takes the focus when the screen appears, so that a reader is told. */
export function title(text: string, attributes: Attributes = {}): HTMLHeadingElement {
  return element("h1", { tabindex: "-1", ...attributes }, text);
}

export function card(...children: readonly Child[]): HTMLElement {
  return element("section", { class: "card" }, ...children);
}
