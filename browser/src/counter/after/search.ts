// Finding somebody in the days that are kept: on this page, among what it has opened; no server is asked for a name.

import { section, text } from "../../record/statistics";
import { folded } from "../../record/text";
import { readBirth } from "../capture/birth";
import type { Row } from "../contracts";

const MOST = 50;

/** Every word somewhere in a name; or the day's number, the end of the person's own, a birth date, a ticket's four digits. */
export function search(rows: readonly Row[], written: string, today: Date): readonly Row[] {
  const words = folded(written).split(" ").filter(Boolean);
  if (!words.length) return [];
  const born = readBirth(written, today);
  const digits = written.replaceAll(/\s/g, "");
  const found = rows.filter((row) => isNumber(row, digits) || isBorn(row, born) || isNamed(row, words));
  return found.sort((one, other) => other.day - one.day || other.number - one.number).slice(0, MOST);
}

function isNamed({ item }: Row, words: readonly string[]): boolean {
  const identity = section(item?.person ?? {}, "identity");
  const names = ["birth_name", "used_name", "birth_first_names", "birth_first_name", "used_first_name"];
  const parts = names.flatMap((name) => folded(text(identity[name]) ?? "").split(" "));
  return words.every((word) => parts.some((part) => part.startsWith(word)));
}

function isNumber({ number, item }: Row, digits: string): boolean {
  if (!/^\d+$/.test(digits)) return false;
  const own = text(section(item?.person ?? {}, "number")["value"]) ?? "";
  return String(number) === digits || item?.prefill === digits || (digits.length >= 4 && own.endsWith(digits));
}

function isBorn({ item }: Row, born: string | undefined): boolean {
  return born !== undefined && born.length === 10 && section(item?.person ?? {}, "identity")["birth_date"] === born;
}
