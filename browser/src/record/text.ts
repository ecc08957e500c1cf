/** Which characters a text may hold. What two people see as the same name is the same bytes. Spec: spec/record.md, Text. */
import { invisibleRanges } from "./fields";

const escape = (point: number): string => `\\u{${point.toString(16)}}`;
const invisible = new RegExp(
  `[${invisibleRanges.map(([from = 0, to = 0]) => `${escape(from)}-${escape(to)}`).join("")}]`,
  "u",
);
const surrogate = /[\u{d800}-\u{dfff}]/u; // with the u flag, a lone half only
// eslint-disable-next-line no-control-regex -- control characters are what it looks for
const control = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/u;

/** The code of the first thing wrong with the characters of `text`; `lines` allows line feeds. */
export function textError(text: string, { lines = false } = {}): string | undefined {
  if (surrogate.test(text)) return "text-surrogate";
  if (control.test(lines ? text.replaceAll("\n", "") : text)) return "text-control";
  if (invisible.test(text)) return "text-invisible";
  if (text.trim() === "") return "text-empty";
  if (text !== text.trim()) return "text-spaces";
  return text === text.normalize("NFC") ? undefined : "text-not-nfc";
}

/** The text as an entry form keeps it: NFC, no-break spaces made plain, no space around, one kind of line end. */
export function normalised(text: string): string {
  const plain = text.replaceAll(/\r\n?/g, "\n").normalize("NFC");
  return plain.replaceAll(/[\u00a0\u202f]/g, " ").trim();
}

/** Characters as a reader counts them: code points, not halves of one. */
export function lengthOf(text: string): number {
  return [...text].length;
}

/** Whether Latin letters stand beside Greek or Cyrillic ones, as in a look-alike name. */
export function mixesScripts(name: string): boolean {
  return /\p{Script=Latin}/u.test(name) && /[\u0370-\u03ff\u0400-\u052f]/u.test(name);
}

/** The text without case, accents or punctuation, for comparing. */
export function folded(text: string): string {
  const letters = text.replaceAll(/œ/gi, "OE").replaceAll("æ", "ae").normalize("NFKD").toUpperCase();
  return letters
    .replaceAll(/\p{M}/gu, "")
    .replaceAll(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}
