/** XML written without a DOM, so that a worker can, byte for byte as the Python side writes it (libxml2, indented). */

export interface Element {
  readonly name: string;
  readonly attributes: readonly (readonly [name: string, value: string])[];
  readonly inside: readonly (Element | string)[];
}

type Attributes = Readonly<Record<string, string | undefined>>;
type Inside = Element | string | undefined;

/** Children and attributes that are undefined are left out. */
export function node(name: string, attributes: Attributes = {}, ...inside: readonly Inside[]): Element {
  const written = Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, value] as const],
  );
  return { name, attributes: written, inside: inside.filter((one) => one !== undefined) };
}

/** An element that holds a text, undefined when there is no text. */
export function leaf(name: string, text: string | undefined, attributes: Attributes = {}): Element | undefined {
  return text === undefined ? undefined : node(name, attributes, text);
}

/** The document of an element. */
export function written(root: Element): string {
  return `<?xml version='1.0' encoding='utf-8'?>\n${[...lines(root, "")].join("\n")}\n`;
}

function* lines(element: Element, indent: string): Generator<string> {
  const attributes = element.attributes.map(([name, value]) => ` ${name}="${inAttribute(value)}"`).join("");
  const begin = `${indent}<${element.name}${attributes}`;
  const { name, inside } = element;
  if (!inside.length) yield `${begin}/>`;
  else if (inside.every((one) => typeof one === "string")) yield `${begin}>${inside.map(inText).join("")}</${name}>`;
  else {
    yield `${begin}>`;
    for (const one of inside) if (typeof one !== "string") yield* lines(one, `${indent}  `);
    yield `${indent}</${name}>`;
  }
}

function inText(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll("\r", "&#13;");
}

function inAttribute(text: string): string {
  return inText(text).replaceAll('"', "&quot;").replaceAll("\n", "&#10;").replaceAll("\t", "&#9;");
}
