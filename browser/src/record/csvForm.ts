/**
 * Reading a pharmacy's day from a spreadsheet saved as CSV. Every row is judged on its own and all of its problems are told at
 * once, with the row number that the spreadsheet shows and the name of the column. Spec: spec/record.md, CSV.
 */
import { analytes } from "./catalogue";
import { CellError, localTime, numberKinds, oidOfNir, unguarded, valueOf } from "./csvCells";
import {
  columnName,
  columnOf,
  columns,
  columnsByName,
  letterOf,
  nearestColumn,
  numberKind,
  reading,
  reasons,
  sampling,
} from "./csvColumns";
import { FileInvalid, rawRows, type RawRow } from "./csvSource";
import { enter, type Entry } from "./entry";
import { fieldAt } from "./fields";
import { at, problem, type Problem } from "./problems";
import { isMap, type Plain } from "./shape";
import type { Clock } from "./zone";

/** One row of a file of many; `number` is the row a spreadsheet shows. */
export interface Row {
  readonly number: number;
  readonly entry: Entry;
  readonly cells: readonly string[];
}

/** The header as it was written, and the rows, read one at a time. */
export interface CsvFile {
  readonly header: readonly string[];
  readonly rows: Generator<Row>;
}

/** `now` is checked against; `clock` is the pharmacy's, for times without an offset; `mine` says which rows are read. */
export interface Reading {
  readonly now: Date;
  readonly clock: Clock;
  readonly mine?: (row: number) => boolean;
}

type Cells = ReadonlyMap<string, string>;
type Tree = Record<string, unknown>;

/** A FileInvalid, with every problem of the header, when the file cannot be read at all. Blank rows are left out. */
export function readCsv(data: Uint8Array, order: Reading): CsvFile {
  const raw = rawRows(data);
  const first = raw.next();
  const header = first.done ? [] : first.value[1];
  if (!isCells(header)) throw new FileInvalid([header]);
  const names = header.map(columnName);
  mustBeHeader(names);
  return { header, rows: rows(raw, names, order) };
}

function mustBeHeader(names: readonly string[]): void {
  if (!names.some(Boolean)) throw new FileInvalid([at(problem("file-empty", ""), 1)]);
  const found = [...headerProblems(names)];
  if (found.length) throw new FileInvalid(found);
}

function* headerProblems(names: readonly string[]): Generator<Problem> {
  for (const [index, name] of names.entries()) {
    // Named by letter: without a header row, the text would be somebody's name.
    if (name && !columnsByName.has(name) && !reasons.includes(name))
      yield at(problem("column-unknown", "", { nearest: nearestColumn(name) }), 1, letterOf(index));
    else if (name && names.indexOf(name) < index) yield at(problem("column-repeated", ""), 1, name);
  }
  for (const { name, path, mandatory } of columns)
    if (mandatory && !names.includes(name)) yield at(problem("column-missing", path), 1, name);
}

function* rows(raw: Generator<RawRow>, names: readonly string[], order: Reading): Generator<Row> {
  for (const [number, cells] of raw) {
    if (order.mine && !order.mine(number)) continue;
    if (!isCells(cells)) yield { number, entry: { problems: [cells] }, cells: [] };
    else if (cells.some((cell) => cell.trim())) {
      const { problems, ...entry } = entryOf(names, cells, order);
      const located = problems.map((one) => at(one, number, one.column ?? columnOf(one.path)));
      yield { number, entry: { ...entry, problems: located }, cells };
    }
  }
}

function entryOf(names: readonly string[], cells: readonly string[], order: Reading): Entry {
  if (cells.slice(names.length).some((cell) => cell.trim())) return { problems: [problem("row-too-long", "")] };
  const pairs = cells.map((cell, index) => [names[index] ?? "", unguarded(cell)] as const);
  const said = new Map(pairs.filter(([name, cell]) => cell && !reasons.includes(name)));
  const [given, noticed] = sections(said, order.clock);
  return enter(given, order.now, noticed);
}

function sections(said: Cells, clock: Clock): readonly [Tree, readonly Problem[]] {
  const [given, noticed]: [Tree, Problem[]] = [{}, []];
  for (const [name, cell] of said) {
    const column = columnsByName.get(name);
    if (!column || isTime(name)) continue;
    const value = noticing(
      noticed,
      column.path,
      () => valueAt(name, column.path, cell, said),
      () => name,
    );
    if (value !== undefined) put(given, column.path, value);
  }
  putTimes(given, said, clock, noticed);
  complete(given);
  numberIsNir(given, said);
  return [given, noticed];
}

/** What `read` gives; a cell that it cannot read is noticed. */
function noticing(
  noticed: Problem[],
  path: string,
  read: () => unknown,
  columnFor: (wrong: CellError) => string,
): unknown {
  try {
    return read();
  } catch (wrong) {
    if (!(wrong instanceof CellError)) throw wrong;
    noticed.push(at(problem(wrong.code, path), 0, columnFor(wrong)));
    return undefined;
  }
}

function valueAt(name: string, path: string, cell: string, said: Cells): unknown {
  if (name === numberKind) return numberKinds.has(cell.toUpperCase()) ? numberKinds.get(cell.toUpperCase()) : cell;
  if (path.endsWith(".loinc")) return [...analytes].find(([, one]) => one.key === cell.toLowerCase())?.[0] ?? cell;
  const abroad = !["FR", "FRANCE"].includes((said.get("pays") ?? "FR").toUpperCase());
  if (path.endsWith(".postal_code") && abroad) return cell;
  const field = fieldAt(path);
  if (!field) throw new Error(`no field is at ${path}`);
  return valueOf(field, cell);
}

function putTimes(given: Tree, said: Cells, clock: Clock, noticed: Problem[]): void {
  const [sampledOn = "", sampledAt = "", readOn = "", readAt = ""] = [...sampling, ...reading].map((name) =>
    said.get(name),
  );
  putTime(given, sampling, [sampledOn, sampledAt], clock, noticed);
  const { result } = given;
  // Read on the day of sampling, unless that is already being complained of.
  if (readAt && !readOn && !(isMap(result) && "sampling_time" in result)) return;
  putTime(given, reading, [readAt && !readOn ? (sampledOn.split(" ")[0] ?? "") : readOn, readAt], clock, noticed);
}

function putTime(
  given: Tree,
  [date, hours]: typeof sampling | typeof reading,
  [dateCell, hoursCell]: readonly [string, string],
  clock: Clock,
  noticed: Problem[],
): void {
  const path = columnsByName.get(date)?.path ?? "";
  if (!dateCell && !hoursCell) return;
  const read = (): string => localTime(dateCell, hoursCell, clock);
  const time = noticing(noticed, path, read, (wrong) => (wrong.ofDate ? date : hours));
  if (time !== undefined) put(given, path, time);
}

/** What a spreadsheet need not say: the disease an analyte looks for, refusals, the usual kinds. */
function complete(given: Tree): void {
  mapIn(given, "identity")["status"] ??= "PROV";
  for (const analyte of listIn(given["result"], "analytes")) {
    const known = analytes.get(String(analyte["loinc"] ?? ""));
    if (known) analyte["disease"] ??= known.disease;
  }
  const source = mapIn(given, "source");
  const consents = mapIn(source, "consents");
  for (const name of ["identity", "doctor", "notice", "certificate"]) consents[name] ??= false;
  const pharmacy = source["pharmacy"];
  if (isMap(pharmacy) && isMap(pharmacy["identifier"])) (pharmacy["identifier"] as Tree)["kind"] ??= "finess";
  for (const doctor of listIn(given["contact"], "doctors")) doctor["role"] ??= "treating";
}

/** A number of no stated kind is taken for a NIR, so that its key is checked, unless it begins as a temporary. */
function numberIsNir(given: Tree, said: Cells): void {
  const number = said.get("numero");
  if (number && !said.has(numberKind) && !/^[3-8][0-9 .]{14,}$/.test(number)) mapIn(given, "number")["oid"] = oidOfNir;
}

/** Write `value` at `path`, making the maps and lists on the way. */
function put(tree: Tree, path: string, value: unknown): void {
  const steps = [...path.matchAll(/([a-z_]+)(?:\[([0-9]+)\])?/g)].map(([, name = "", index]) => [name, index] as const);
  const [name, index] = steps.pop() ?? [""];
  const into = steps.reduce((inside, [step, place]) => mapAt(inside, step, place), tree);
  if (index === undefined) into[name] = value;
  else into[name] = [...((into[name] ?? []) as unknown[]), value];
}

function mapAt(tree: Tree, name: string, index: string | undefined): Tree {
  if (index === undefined) return mapIn(tree, name);
  const list = (tree[name] ??= []) as Tree[];
  while (list.length <= Number(index)) list.push({});
  return list[Number(index)] ?? {};
}

function mapIn(tree: Tree, name: string): Tree {
  return (tree[name] ??= {}) as Tree;
}

function listIn(section: unknown, name: string): Tree[] {
  return (isMap(section) ? ((section as Plain)[name] ?? []) : []) as Tree[];
}

function isTime(name: string): boolean {
  return [...sampling, ...reading].some((one) => one === name);
}

function isCells(row: readonly string[] | Problem): row is readonly string[] {
  return Array.isArray(row);
}
