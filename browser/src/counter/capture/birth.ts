// A birth date as it is typed: 28031979, 28/03/1979, 28.3.79, 1979-03-28; with the day, or day and month, unknown.

import { earliestDay } from "../../record/dates";

/** `YYYY`, `YYYY-MM` or `YYYY-MM-DD`; undefined for what is no date. The calendar is checked with the record. */
export function readBirth(typed: string, today: Date): string | undefined {
  const text = typed.trim();
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(text);
  if (iso) return written(iso[1], iso[2], iso[3], today);
  const run = /^(\d{2})(\d{2})(\d{4}|\d{2})$/.exec(text);
  if (run) return written(run[3], run[2], run[1], today);
  const parts = text.split(/[-./\s]+/).filter(Boolean);
  const [year = "", month = "0", day = "0"] = [...parts].reverse();
  const isDate = parts.length <= 3 && parts.every((part) => /^\d+$/.test(part));
  return isDate && (parts.length === 3 || year.length === 4) ? written(year, month, day, today) : undefined;
}

/** Whether nothing more can follow. */
export function isWholeBirth(typed: string): boolean {
  const text = typed.trim();
  const whole = /^\d{8}$/.test(text) || /^\d{2}[-./ ]+\d{2}[-./ ]+\d{4}$/.test(text);
  const date = whole ? readBirth(text, new Date()) : undefined;
  return date !== undefined && earliestDay(date) !== undefined;
}

/** `28/03/1979`, `03/1979`, `1979`. */
export function showBirth(date: string): string {
  return date.split("-").reverse().join("/");
}

function written(year = "", month = "", day = "", today: Date): string | undefined {
  const whole = year.length === 4 ? year : year.length === 2 ? String(centuryOf(Number(year), today)) : undefined;
  if (!whole || month.length > 2 || day.length > 2) return undefined;
  const [m, d] = [Number(month), Number(day)];
  if (!m) return whole;
  return [whole, two(m), ...(d ? [two(d)] : [])].join("-");
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}

function centuryOf(year: number, today: Date): number {
  const century = today.getFullYear() - (today.getFullYear() % 100);
  return century + year > today.getFullYear() ? century - 100 + year : century + year;
}
