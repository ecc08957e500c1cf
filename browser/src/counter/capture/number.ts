// The first field: a national number (NIR), another number, four digits of somebody who typed everything on a phone, or a name.

import { insOids, nirError } from "../../record/nir";

export type Written =
  | { readonly kind: "nothing" }
  | { readonly kind: "nir"; readonly number: string }
  /** A national number in the making: how many characters it lacks. */
  | { readonly kind: "begun"; readonly missing: number }
  /** A temporary number, a passport, a card of another country. */
  | { readonly kind: "other"; readonly number: string }
  | { readonly kind: "name"; readonly name: string };

/** What a NIR says of its bearer: sex, year and perhaps month, place. */
export interface Said {
  readonly sex: "M" | "F";
  /** `1979-03`, or `1979` where the month is not known. */
  readonly birth: string;
  readonly insee: string;
}

export const OID = { nir: "1.2.250.1.213.1.4.8", test: "1.2.250.1.213.1.4.10", demo: "1.2.250.1.213.1.4.11" } as const;

const LENGTH = 15;
const TEMPORARY = /^[3-8]\d{12}(?:\d{2})?$/;
/** Numbers that the agencies themselves publish as examples. */
const PUBLISHED = new Set([
  "279035121518989",
  "255081416802538",
  "294037512000591",
  "284052A32102552",
  "284052B32102579",
]);
/** Algeria, Morocco and Tunisia wrote as départements, until these became other ones in 1968 (INSEE). */
const BEFORE_1968: readonly (readonly [form: RegExp, insee: string])[] = [
  [/^9[1-4]/, "99352"],
  [/^95/, "99350"],
  [/^96/, "99351"],
];

export function readNumber(text: string): Written {
  const compact = text.replaceAll(/[\s.\-/]/g, "").toUpperCase();
  if (!compact) return { kind: "nothing" };
  if (isNir(compact)) return { kind: "nir", number: compact };
  if (/^[12][0-9]{0,5}(?:$|[0-9AB][0-9]*$)/.test(compact) && compact.length < LENGTH)
    return { kind: "begun", missing: LENGTH - compact.length };
  if (!/\d/.test(compact)) return { kind: "name", name: text.trim() };
  return { kind: "other", number: compact };
}

/** Whether nothing more can follow: the next field may have the keys. */
export function isWhole(text: string): boolean {
  const written = readNumber(text);
  return (
    written.kind === "nir" ||
    (written.kind === "other" && TEMPORARY.test(written.number) && written.number.length === LENGTH)
  );
}

/** Four digits that no national number begins with: whoever is called by them may be taken at once. */
export function isCall(text: string): boolean {
  return /^[3-9]\d{3}$/.test(text);
}

/** `2 79 03 •• ••• ••• ••`, `••••••89`: enough to compare, too little to use. */
export function masked(text: string): string {
  const written = readNumber(text);
  if (written.kind === "nir") return written.number.replace(/^(.)(..)(..).*$/, "$1 $2 $3 •• ••• ••• ••");
  if (written.kind !== "other" || written.number.length < 6) return text;
  return "•".repeat(written.number.length - 2) + written.number.slice(-2);
}

/** What a right number says; undefined for a wrong one. */
export function saidBy(number: string, today: Date): Said | undefined {
  if (nirError(number, OID.nir)) return undefined;
  const [year, month] = [yearOf(Number(number.slice(1, 3)), today), number.slice(3, 5)];
  const early = year < 1968 ? BEFORE_1968.find(([form]) => form.test(number.slice(5, 7)))?.[1] : undefined;
  return {
    sex: number.startsWith("1") ? "M" : "F",
    birth: Number(month) <= 12 ? `${year}-${month}` : String(year),
    insee: early ?? number.slice(5, 10),
  };
}

/**
 * Whether a number is nobody's: a demonstration takes no other. Those under the OIDs of tests and demonstrations; those published
 * as examples; and those whose order number is 000, since INSEE counts the births of a month and place from 001.
 */
export function isNobodys(number: string, oid?: string): boolean {
  if (oid === OID.test || oid === OID.demo || PUBLISHED.has(number)) return true;
  return isNir(number) && number.slice(10, 13) === "000";
}

/** The kind of a number that somebody typed: of an INS only where it is one. */
export function oidOf(
  number: string,
  scanned: string | undefined,
  { demo }: { readonly demo: boolean },
): string | undefined {
  if (scanned && insOids.has(scanned)) return scanned;
  if (!isNir(number)) return undefined;
  return demo ? OID.test : OID.nir;
}

function isNir(text: string): boolean {
  return /^[12][0-9]{4}(?:[0-9]{2}|2[AB])[0-9]{8}$/.test(text);
}

// Two digits are the latest year that is not in the future; a centenarian is told by the date that is typed.
function yearOf(twoDigits: number, today: Date): number {
  const century = today.getFullYear() - (today.getFullYear() % 100);
  return century + twoDigits > today.getFullYear() ? century - 100 + twoDigits : century + twoDigits;
}
