/**
 * What people and spreadsheets write in a cell, turned into the value of a field. Generous with how a thing is written
 * (`JJ/MM/AAAA`, `11h36`, `oui`), and it names the damage that a spreadsheet does to numbers. Spec: spec/record.md, CSV.
 */
import { countryCode } from "./countries";
import { type Field, sets } from "./fields";
import { folded } from "./text";
import type { Clock } from "./zone";

const insRoot = "1.2.250.1.213.1.4";
export const oidOfNir = `${insRoot}.8`;
/** Kinds of number by the word of the cell; a number that is no INS has no OID. */
export const numberKinds: ReadonlyMap<string, string | undefined> = new Map([
  ["NIR", oidOfNir],
  ["NIA", `${insRoot}.9`],
  ["TEST", `${insRoot}.10`],
  ["DEMO", `${insRoot}.11`],
  ["AUTRE", undefined],
  ["OTHER", undefined],
]);

/** By field, then by word. */
const aliases: Readonly<Record<string, ReadonlyMap<string, string>>> = {
  sex: mapOf({ H: "M", HOMME: "M", FEMME: "F", MALE: "M", FEMALE: "F", I: "U", INDETERMINE: "U" }),
  symptoms: mapOf({ NON: "none", NO: "none", AUCUN: "none", OUI: "onset", YES: "onset" }),
  outcome: mapOf({ POS: "10828004", NEG: "260385009", INVALIDE: "125154007", INVALID: "125154007" }),
};
/** By set, the code that a word or the code itself means, whatever its case and accents: of two, the word counts. */
const words: Readonly<Record<string, ReadonlyMap<string, string>>> = Object.fromEntries(
  Object.entries(sets).map(([name, codes]) => [name, new Map([...codesOf(codes), ...labelsOf(codes)])]),
);
const yes = new Set(["OUI", "O", "YES", "Y", "VRAI", "TRUE", "1", "X"]);
const no = new Set(["NON", "N", "NO", "FAUX", "FALSE", "0"]);
const dayForm = /^([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})$/;
const monthForm = /^([0-9]{1,2})[/.-]([0-9]{4})$/;
const clockForm = /^([0-9]{1,2}) ?[:hH] ?([0-9]{2})(?::([0-9]{2}))?(?: ?([+-][0-9]{2}:?[0-9]{2}))?$/;
const serial = /^(?:[0-9]{5}(?:[.,][0-9]+)?|0[.,][0-9]+)$/;
const scientific = /^-?[0-9]+(?:[.,][0-9]+)?[Ee][+][0-9]+$/;
const spreadsheetError = /^(?:#+|#[A-ZÉ/0-9]+[!?]?)$/;
/** Digits left once the leading zero is gone. */
const zeroLost: Readonly<Record<string, number>> = { postal_code: 4, insee: 4, phone: 9, rpps: 10, establishment: 8 };

/** A cell that cannot be turned into a value; `code` says why, `ofDate` that it is the date of a time. */
export class CellError extends Error {
  constructor(
    readonly code: string,
    readonly ofDate = false,
  ) {
    super(code);
  }
}

/** The cell without the apostrophe that keeps a spreadsheet from computing it or shortening its digits. */
export function unguarded(cell: string): string {
  return cell.trim().replace(/'(?=[=+\-@\t\r0-9])/, "");
}

/** The cell so that no spreadsheet computes it (formula injection) or drops its digits. */
export function guarded(cell: string): string {
  return /^(?:[=+\-@\t\r]|0[0-9]+$|[0-9]{12,}$)/.test(cell) ? `'${cell}` : cell;
}

/** The value a cell writes into a field; a CellError when it can be said better than by the checks. */
export function valueOf(field: Field, cell: string): unknown {
  if (spreadsheetError.test(cell)) throw new CellError("spreadsheet-error");
  switch (field.is) {
    case "code":
      return code(field, cell);
    case "boolean":
      return yesOrNo(cell);
    case "integer":
      return integer(cell);
    case "birth":
    case "date":
      return isoDate(cell);
    case "country":
      return countryCode(cell);
    default:
      return text(field, cell);
  }
}

/** `28/03/1979` as `1979-03-28`, `03/1979` as `1979-03`; what is neither is left to the checks. */
export function isoDate(cell: string): string {
  if (serial.test(cell)) throw new CellError("spreadsheet-date", true);
  const [, day = "", ofYear = "", year] = dayForm.exec(cell) ?? [];
  if (year) return `${year}-${ofYear.padStart(2, "0")}-${day.padStart(2, "0")}`;
  const [, month = "", yearOfMonth] = monthForm.exec(cell) ?? [];
  return yearOfMonth ? `${yearOfMonth}-${month.padStart(2, "0")}` : cell;
}

/** A time with its offset. One that the clock change skipped or repeated is refused unless it has its own. */
export function localTime(dateCell: string, clockCell: string, clock: Clock): string {
  const [date, hours] = dateCell.includes(" ") && !clockCell ? split(dateCell) : [dateCell, clockCell];
  if (!date || !hours) throw new CellError("time-missing", !date);
  if (serial.test(hours)) throw new CellError("spreadsheet-date");
  const [, hour = "", minute, second = "00", offset] = clockForm.exec(hours) ?? [];
  if (!minute) throw new CellError("time-format");
  const time = `${isoDate(date)}T${hour.padStart(2, "0")}:${minute}:${second}`;
  if (offset) return time + (offset.includes(":") ? offset : `${offset.slice(0, 3)}:${offset.slice(3)}`);
  const there = clock(time);
  if (there === "twice" || there === "missing") throw new CellError(`clock-change-${there}`);
  return time + there;
}

function split(cell: string): [string, string] {
  const at = cell.search(/\s/);
  return [cell.slice(0, at), cell.slice(at).trim()];
}

function code(field: Field, cell: string): string {
  if (Object.hasOwn(sets[field.set ?? ""] ?? {}, cell)) return cell;
  const said = folded(cell);
  return aliases[field.name]?.get(said) ?? words[field.set ?? ""]?.get(said) ?? cell;
}

function yesOrNo(cell: string): boolean {
  const said = folded(cell);
  if (!yes.has(said) && !no.has(said)) throw new CellError("yes-no");
  return yes.has(said);
}

function integer(cell: string): number {
  if (!/^[0-9]{1,9}$/.test(cell)) throw new CellError("integer-format");
  return Number(cell);
}

function text(field: Field, cell: string): string {
  const kind = field.pattern ?? "";
  const ofDigits = kind || ["value", "lot", "reference"].includes(field.name);
  if (scientific.test(cell) && ofDigits) throw new CellError("spreadsheet-scientific");
  const kept = kind === "phone" || field.name === "value" ? cell.replaceAll(/[\s.]/g, "") : cell;
  if (/^\p{Nd}+$/u.test(kept) && kept.length === zeroLost[kind]) throw new CellError("spreadsheet-zero-lost");
  return kept;
}

function mapOf(words: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  return new Map(Object.entries(words));
}

function codesOf(codes: Codes): (readonly [string, string])[] {
  return Object.keys(codes).map((code) => [folded(code), code]);
}

function labelsOf(codes: Codes): (readonly [string, string])[] {
  return Object.entries(codes).flatMap(([code, labels]) =>
    Object.values(labels).map((label) => [folded(label), code] as const),
  );
}

type Codes = (typeof sets)[string];
