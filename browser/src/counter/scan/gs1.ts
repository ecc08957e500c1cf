// The DataMatrix of a kit's box (GS1): (01) article, (17) last day of use, (10) lot, sometimes (21) serial number and others.
// Fixed lengths are known, so that a lost separator is found again by trying: where one reading is left, it is the one.

import { gtinIsValid } from "../../record/rpps";
import { parseUdi } from "../../record/udi";
import { SEPARATOR, withSeparators } from "./separators";

export interface Box {
  readonly gtin: string;
  readonly lot?: string;
  /** The last day of use, `YYYY-MM-DD`. */
  readonly expiry?: string;
  /** As people read it on the box, `(01)…(17)…(10)…`. */
  readonly udi: string;
  /** False when the lot could also be read otherwise, its separator being lost: ask for a look at the box. */
  readonly sure: boolean;
}

type Elements = ReadonlyMap<string, string>;

const DAY = /^[0-9]{2}(?:0[1-9]|1[0-2])(?:[0-2][0-9]|3[01])$/;
const FIXED: ReadonlyMap<string, number> = new Map([
  ["01", 14],
  ["11", 6],
  ["13", 6],
  ["15", 6],
  ["17", 6],
  ["20", 2],
]);
const VARIABLE: ReadonlyMap<string, number> = new Map([
  ["10", 20],
  ["21", 20],
  ["22", 20],
  ["30", 8],
  ["37", 8],
  ["240", 30],
  ["241", 30],
  ["711", 20],
]);
/** No lot is written with these: they stand for a separator. */
const REPLACED = /[\u001d^~|{}[\]$#@\\`]/;

/** What the box says, or undefined for what is no such code. */
export function readBox(texts: readonly string[]): Box | undefined {
  for (const text of texts) {
    const box = parse(withSeparators(text).replace(/^\u001d/, ""));
    if (box) return box;
  }
  return undefined;
}

/** How many of the last characters are one's beginning: an article's number with the right key, and the name of another element. */
export function beginningOfBox(text: string): number {
  const found = /(?<![0-9])\(?01\)?([0-9]{14})\(?(?:1[0-7]|2[0-4]|30|37|71)$/.exec(text);
  return found && gtinIsValid(found[1] ?? "") ? found[0].length : 0;
}

function parse(text: string): Box | undefined {
  const found = text.startsWith("(") ? bracketed(text) : readingsOf(text, new Map());
  const boxes = found.filter((elements) => gtinIsValid(elements.get("01") ?? ""));
  const best = [dated(boxes), boxes].find((some) => some.length) ?? [];
  const [first] = [...best].sort((one, other) => one.size - other.size);
  return first && boxOf(first, new Set(best.map((one) => one.get("10"))).size === 1);
}

/** A kit's box has a last day of use and a lot: a reading that finds both is better than one that swallows them. */
function dated(boxes: readonly Elements[]): readonly Elements[] {
  return boxes.filter((one) => one.has("17") && one.has("10"));
}

function boxOf(elements: Elements, sure: boolean): Box {
  const [gtin = "", lot] = [elements.get("01"), elements.get("10")];
  const udi = ["01", "17", "10"]
    .flatMap((name) => (elements.has(name) ? `(${name})${elements.get(name)}` : []))
    .join("");
  const { expiry } = parseUdi(udi);
  return { gtin, udi, sure, ...(lot && { lot }), ...(expiry && { expiry }) };
}

function bracketed(text: string): Elements[] {
  return [
    new Map([...text.matchAll(/\(([0-9]{2,4})\)([^()\u001d]+)/g)].map(([, name = "", value = ""]) => [name, value])),
  ];
}

/** Every way of cutting `text` into elements, each at most once, until nothing is left. */
function readingsOf(text: string, before: Elements): Elements[] {
  if (!text) return [before];
  const found: Elements[] = [];
  for (const [name, length] of FIXED) {
    const value = text.slice(name.length, name.length + length);
    if (!text.startsWith(name) || before.has(name) || !isRight(name, value, length)) continue;
    found.push(...readingsOf(withoutSeparator(text.slice(name.length + length)), new Map([...before, [name, value]])));
  }
  for (const [name, most] of VARIABLE) {
    if (!text.startsWith(name) || before.has(name)) continue;
    for (const value of endings(text.slice(name.length), most)) {
      const rest = withoutSeparator(text.slice(name.length + value.length));
      found.push(...readingsOf(rest, new Map([...before, [name, value]])));
    }
  }
  return found;
}

function isRight(name: string, value: string, length: number): boolean {
  if (!new RegExp(`^[0-9]{${length}}$`).test(value)) return false;
  return length === 6 ? DAY.test(value) : name !== "01" || gtinIsValid(value);
}

/** Up to the separator where there is one; else every length there may be. */
function endings(text: string, most: number): string[] {
  const end = text.search(REPLACED);
  const whole = end < 0 ? text : text.slice(0, end);
  if (end >= 0) return whole.length && whole.length <= most ? [whole] : [];
  return Array.from({ length: Math.min(most, whole.length) }, (_, index) => whole.slice(0, index + 1));
}

function withoutSeparator(text: string): string {
  return REPLACED.test(text[0] ?? "") || text.startsWith(SEPARATOR) ? text.slice(1) : text;
}
