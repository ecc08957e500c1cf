/**
 * A record as a row of the spreadsheet, which reads again as the same record as far as columns go. Spec: spec/record.md, CSV.
 */
import { columns, numberKind, reading, sampling } from "./csvColumns";
import { numberKinds } from "./csvCells";
import { isMap, type Plain } from "./shape";

const dates: ReadonlySet<string> = new Set([sampling[0], reading[0]]);
const hours: ReadonlySet<string> = new Set([sampling[1], reading[1]]);

/** A cell a column of the template, empty where the record says nothing. */
export function cellsOf(record: Plain): string[] {
  return columns.map(({ name, path }) => (name === numberKind ? kindOf(record) : cell(name, at(record, path))));
}

function cell(name: string, value: unknown): string {
  if (value === undefined) return "";
  if (typeof value === "boolean") return value ? "oui" : "non";
  const text = String(value);
  if (dates.has(name)) return text.slice(0, 10);
  return hours.has(name) ? `${text.slice(11, 19)} ${text.slice(19)}` : text;
}

/** A number of no kind is said to be another, else it would be read as a NIR. */
function kindOf(record: Plain): string {
  const [value, oid] = [at(record, "number.value"), at(record, "number.oid")];
  if (value === undefined) return "";
  return [...numberKinds].find(([, known]) => known === oid)?.[0] ?? String(oid);
}

/** The value at `result.analytes[0].loinc`; undefined when a step of the way is missing. */
function at(record: Plain, path: string): unknown {
  const steps = path.match(/[a-z_]+|\d+/g) ?? [];
  return steps.reduce<unknown>((inside, step) => {
    if (Array.isArray(inside)) return inside[Number(step)] as unknown;
    return isMap(inside) ? inside[step] : undefined;
  }, record);
}
