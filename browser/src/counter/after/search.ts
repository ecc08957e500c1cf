// Finding somebody in the days that are kept: on this page, among what it has opened; no server is asked for a name.

import { section, text } from "../../record/statistics";
import { folded } from "../../record/text";
import { readBirth } from "../capture/birth";
import type { Row } from "../contracts";

const MOST = 50;
const NAMES = ["birth_name", "used_name", "birth_first_names", "birth_first_name", "used_first_name"];

/** A row with what it can be found by, folded once. */
export interface Findable {
  readonly row: Row;
  readonly names: readonly string[];
  readonly own: string;
  readonly born: string;
}

export function findable(rows: readonly Row[]): readonly Findable[] {
  return rows.map((row) => {
    const person = row.item?.person ?? {};
    const identity = section(person, "identity");
    const names = NAMES.flatMap((name) => folded(text(identity[name]) ?? "").split(" "));
    const own = text(section(person, "number")["value"]) ?? "";
    return { row, names: [...new Set(names)], own, born: text(identity["birth_date"]) ?? "" };
  });
}

/** Every word begins a name; or the day's number, the end of the person's own, a birth date, a phone's four digits. */
export function search(all: readonly Findable[], written: string, today: Date): readonly Row[] {
  const words = folded(written).split(" ").filter(Boolean);
  if (!words.length) return [];
  const born = readBirth(written, today);
  const digits = written.replaceAll(/\s/g, "");
  const found = all.filter((one) => isNumber(one, digits) || isBorn(one, born) || isNamed(one, words));
  const rows = found.map(({ row }) => row);
  return rows.sort((one, other) => other.day - one.day || other.number - one.number).slice(0, MOST);
}

function isNamed({ names }: Findable, words: readonly string[]): boolean {
  return words.every((word) => names.some((name) => name.startsWith(word)));
}

function isNumber({ row, own }: Findable, digits: string): boolean {
  if (!/^\d+$/.test(digits)) return false;
  return String(row.number) === digits || row.item?.prefill === digits || (digits.length >= 4 && own.endsWith(digits));
}

function isBorn(one: Findable, born: string | undefined): boolean {
  return born?.length === 10 && one.born === born;
}
