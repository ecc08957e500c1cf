// A contact card (vCard, MECARD), as phones show it in a QR code: how to reach a person, typed by nobody.

import { countryCode } from "../../record/countries";
import { withSeparators } from "./separators";

/** What the card says; absent is what it does not. `birth` is `YYYY-MM-DD`, `country` an ISO code. */
export interface ContactCard {
  readonly family?: string;
  readonly given?: string;
  readonly birth?: string;
  readonly phone?: string;
  readonly email?: string;
  readonly address?: string;
  readonly city?: string;
  readonly postalCode?: string;
  readonly country?: string;
}

interface Line {
  readonly name: string;
  readonly values: readonly string[];
}

const VCARD = /BEGIN:VCARD\s+([\s\S]*?)\s*END:VCARD/i;
const MECARD = /MECARD:([\s\S]*?;);/i;
/** Where each form has the parts of an address: street, city, postal code, country. */
const PARTS = [2, 3, 5, 6] as const;

/** The card, or undefined for what is none. */
export function readContact(texts: readonly string[]): ContactCard | undefined {
  for (const text of texts) {
    const lines = linesOf(withSeparators(text));
    if (lines.length) return cardOf(lines);
  }
  return undefined;
}

/** How many of the last characters are the beginning of one: 0 while they are not. */
export function beginningOfContact(text: string): number {
  return /(?:BEGIN:VCARD|MECARD:)$/i.exec(text)?.[0].length ?? 0;
}

/** Whether a card has more lines to come: a scanner ends each of them as it ends a code. */
export function isOpenContact(text: string): boolean {
  return /^BEGIN:VCARD/i.test(text) && !/END:VCARD\s*$/i.test(text);
}

function linesOf(text: string): readonly Line[] {
  const vcard = VCARD.exec(text)?.[1]?.replaceAll(/\r?\n[ \t]/g, "");
  if (vcard !== undefined) return vcard.split(/[\r\n]+/).flatMap((line) => lineOf(line, ";"));
  const mecard = MECARD.exec(text)?.[1];
  return mecard === undefined ? [] : mecard.split(/(?<!\\);/).flatMap((line) => lineOf(line, ","));
}

// `TEL;TYPE=CELL:0647151010`: what stands between the name and the colon says which of several it is.
function lineOf(line: string, separator: ";" | ","): Line[] {
  const [, name = "", value = ""] = /^(?:item\d+\.)?([A-Z]+)[^:]*:(.*)$/i.exec(line.trim()) ?? [];
  if (!name || !value) return [];
  const values = value.split(separator === ";" ? /(?<!\\);/ : /(?<!\\),/);
  return [{ name: name.toUpperCase(), values: values.map(unescaped) }];
}

function cardOf(lines: readonly Line[]): ContactCard {
  const of = (name: string) => lines.find((line) => line.name === name)?.values ?? [];
  const [family, given] = of("N");
  const [street, city, postalCode, country] = PARTS.map((part) => of("ADR")[part]);
  const [year, month, day] = /^(\d{4})-?(\d{2})-?(\d{2})$/.exec(of("BDAY")[0] ?? "")?.slice(1) ?? [];
  const known = countryCode(country ?? "");
  return said({
    ...{ family, given, city, postalCode },
    address: street?.replaceAll(/\s*\n\s*/g, ", "),
    birth: year && `${year}-${month}-${day}`,
    phone: of("TEL")[0]
      ?.replace(/^tel:/i, "")
      .replace(/^\+33\s?(?:\(0\))?/, "0"),
    email: of("EMAIL")[0],
    country: known === "??" ? undefined : known,
  });
}

function said(card: { readonly [Name in keyof ContactCard]: string | undefined }): ContactCard {
  return Object.fromEntries(Object.entries(card).filter(([, value]) => value?.trim()));
}

function unescaped(value: string): string {
  return value
    .replaceAll(/\\n/gi, "\n")
    .replaceAll(/\\([,;:\\])/g, "$1")
    .trim();
}
