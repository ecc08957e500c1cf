/**
 * What is wrong with a record, and the sentence that says what to write instead, from the same `spec/errors.json` as the
 * Python side. A problem is a code and a place, never a value. Spec: spec/record.md, Errors.
 */
import errors from "../../../spec/errors.json";
import { fieldAt, patterns, sets, type Language } from "./fields";

export type Severity = "error" | "warning";
export type ErrorCode = keyof typeof errors;

/** What an entry of the catalogue says: what happened, and what to do where the sentence does not say it already. */
interface Said extends Readonly<Record<Language, string>> {
  readonly severity: string;
  readonly do_fr?: string;
  readonly do_en?: string;
}
const catalogue: Readonly<Record<ErrorCode, Said>> = errors;

/**
 * One thing to mend; `path` is a place in the sections form, `values` are limits of the rule. `row` counts as the spreadsheet
 * shows it, the header being row 1; `column` is the header's text.
 */
export interface Problem {
  readonly code: ErrorCode;
  readonly path: string;
  readonly severity: Severity;
  readonly values: Readonly<Record<string, string | number>>;
  readonly row?: number;
  readonly column?: string;
}

export function isKnownCode(code: string): code is ErrorCode {
  return Object.hasOwn(catalogue, code);
}

/** A problem with the severity that `spec/errors.json` gives its code. */
export function problem(code: string, path: string, values: Problem["values"] = {}): Problem {
  if (!isKnownCode(code)) throw new Error(`no error is called ${code}`);
  return { code, path, severity: catalogue[code].severity as Severity, values };
}

/** The same problem, located in a spreadsheet. */
export function at(found: Problem, row: number, column?: string): Problem {
  return { ...found, row, ...(column !== undefined && { column }) };
}

/** Those that stop a record. */
export function errorsAmong(problems: readonly Problem[]): readonly Problem[] {
  return problems.filter((one) => one.severity === "error");
}

/** The sentence for a person; it never holds what was written. */
export function message(found: Problem, language: Language): string {
  const known: Record<string, string | number> = { ...described(found, language), ...found.values };
  const said = catalogue[found.code];
  const whole = [said[language], said[`do_${language}`] ?? ""].join(" ").trimEnd();
  const sentence = whole.replaceAll(/\{(\w+)\}/g, (_, name: string) => String(known[name]));
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}

function described({ path, column }: Problem, language: Language): Record<string, string> {
  const field = fieldAt(path);
  if (!field) return { field: column ?? path, example: "" };
  const pattern = field.pattern ? patterns[field.pattern] : undefined;
  const codes = Object.entries((field.set && sets[field.set]) || {});
  return {
    field: field[language],
    example: field.example ?? pattern?.example ?? "",
    allowed: codes.map(([code, labels]) => `${code} (${labels[language]})`).join(", "),
  };
}
