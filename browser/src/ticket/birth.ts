// The birth date as people type it: three boxes, and whatever they put into them.

import { dateInWords, type Language } from "./language";

export interface Boxes {
  readonly day: string;
  readonly month: string;
  readonly year: string;
}

/** YYYYMMDD with zeros for what is unknown, as the proof needs it; or what is wrong with it. */
export type Born = { readonly digits: string } | { readonly problem: "empty" | "impossible" | "future" | "whole" };

const MONTHS = [
  ["janv", "jan"],
  ["fevr", "feb", "fev"],
  ["mars", "mar"],
  ["avri", "apr", "avr"],
  ["mai", "may"],
  ["juin", "jun"],
  ["juil", "jul"],
  ["aout", "aug", "aou"],
  ["sept", "sep"],
  ["octo", "oct"],
  ["nove", "nov"],
  ["dece", "dec"],
] as const;
const OLDEST = 130;

/** A whole date typed or pasted into one box (28/03/1979, 28031979, 1979-03-28) fills all three. */
export function spread(typed: string): Boxes | undefined {
  const text = typed.trim();
  const iso = /^(\d{4})[-./ ](\d{1,2})[-./ ](\d{1,2})$/.exec(text);
  if (iso) return { year: iso[1] ?? "", month: iso[2] ?? "", day: iso[3] ?? "" };
  const french =
    /^(\d{1,2})[-./ ](\d{1,2}|\p{L}+\.?)[-./ ](\d{4}|\d{2})$/u.exec(text) ?? /^(\d\d)(\d\d)(\d{4})$/.exec(text);
  return french ? { day: french[1] ?? "", month: french[2] ?? "", year: french[3] ?? "" } : undefined;
}

/** `partial`: what the pharmacy does not know is left empty, and something must be. */
export function read(boxes: Boxes, today: Date, partial: boolean): Born {
  const [day, month, year] = [number(boxes.day), monthOf(boxes.month), yearOf(boxes.year, today)];
  if (day === undefined || month === undefined || year === undefined) return { problem: "impossible" };
  const unknown = !year ? [0, 0, 0] : [year, month, month && day];
  const [y = 0, m = 0, d = 0] = unknown;
  const whole = Boolean(y && m && d);
  if (partial ? !boxes.year && (boxes.day || boxes.month) : !whole) {
    return { problem: boxes.day && boxes.month && boxes.year ? "impossible" : "empty" };
  }
  if (partial && whole) return { problem: "whole" };
  const problem = check(y, m, d, today);
  return problem ? { problem } : { digits: pad(y, 4) + pad(m, 2) + pad(d, 2) };
}

/** The date said back in words, once it is one: what the person checks before a try is spent. */
export function echo(language: Language, boxes: Boxes, today: Date): string {
  const born = read(boxes, today, false);
  if (!("digits" in born)) return "";
  const { digits } = born;
  return dateInWords(language, Number(digits.slice(0, 4)), Number(digits.slice(4, 6)), Number(digits.slice(6)));
}

function check(year: number, month: number, day: number, today: Date): "impossible" | "future" | undefined {
  if (!year) return undefined;
  const [last, lastMonth] = [new Date(Date.UTC(year, month || 12, 0)).getUTCDate(), 12];
  if (month > lastMonth || day > last || year < today.getFullYear() - OLDEST) return "impossible";
  const earliest = new Date(year, (month || 1) - 1, day || 1);
  return earliest > today ? "future" : undefined;
}

/** 0 for nothing typed, `undefined` for what is no number. */
function number(typed: string): number | undefined {
  const text = typed.trim();
  return /^\d{0,2}$/.test(text) ? Number(text) : undefined;
}

function monthOf(typed: string): number | undefined {
  const letters = typed
    .trim()
    .toLowerCase()
    .normalize("NFD")
    .replace(/[\u0300-\u036f.]/g, "");
  if (!/^\p{L}{3,}$/u.test(letters)) return number(typed);
  const index = MONTHS.findIndex((names) => names.some((name) => letters.startsWith(name)));
  return index < 0 ? undefined : index + 1;
}

/** Two digits are the latest year that is not in the future: 79 is 1979, 12 is 2012. */
function yearOf(typed: string, today: Date): number | undefined {
  const text = typed.trim();
  if (/^\d{4}$/.test(text) || text === "") return Number(text);
  if (!/^\d{2}$/.test(text)) return undefined;
  const century = today.getFullYear() - (today.getFullYear() % 100);
  return century + Number(text) > today.getFullYear() ? century - 100 + Number(text) : century + Number(text);
}

function pad(value: number, length: number): string {
  return String(value).padStart(length, "0");
}
