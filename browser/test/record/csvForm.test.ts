// Spreadsheets are read as the Python side reads them: the same cases, the same day of a thousand rows.

import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it, test } from "vitest";
import { guarded, unguarded } from "../../src/record/csvCells";
import { columns, letterOf, nearestColumn } from "../../src/record/csvColumns";
import { readCsv, type Row } from "../../src/record/csvForm";
import { csvLine, csvTemplate } from "../../src/record/csvLine";
import { FileInvalid } from "../../src/record/csvSource";
import { toMend } from "../../src/record/csvToMend";
import { fieldAt } from "../../src/record/fields";
import { errorsAmong, message, type Problem } from "../../src/record/problems";
import { clockIn } from "../../src/record/zone";

interface Case {
  readonly name: string;
  readonly now: string;
  readonly form: string;
  readonly text?: string;
  readonly base64?: string;
  readonly rows?: readonly Readonly<Record<string, string>>[];
  readonly errors: readonly { code: string; path: string; severity: string; row?: number; column?: string }[];
}

const forms = new URL("../../../spec/cases/forms/", import.meta.url);
const cases = readdirSync(forms)
  .map((name) => JSON.parse(readFileSync(new URL(name, forms), "utf8")) as Case)
  .filter((one) => one.form === "csv");
const paris = clockIn("Europe/Paris");
const dayAfter = new Date("2024-01-07T12:00:00Z");
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

function csvOf(rows: readonly Readonly<Record<string, string>>[], mark = ";"): string {
  const line = (row: Readonly<Record<string, string>>): string =>
    columns.map(({ name, example }) => `"${(row[name] ?? example ?? "").replaceAll('"', '""')}"`).join(mark);
  return [columns.map(({ name }) => name).join(mark), ...rows.map(line), ""].join("\r\n");
}

function bytesOf({ base64, rows, text }: Case): Uint8Array {
  if (base64 !== undefined) return Uint8Array.from(atob(base64), (one) => one.charCodeAt(0));
  return bytes(rows ? csvOf(rows) : (text ?? ""));
}

function rowsOf(content: string, now = dayAfter): Row[] {
  return [...readCsv(bytes(content), { now, clock: paris }).rows];
}

function problemsOf(data: Uint8Array, now: Date): readonly Problem[] {
  try {
    return [...readCsv(data, { now, clock: paris }).rows].flatMap((row) => row.entry.problems);
  } catch (invalid) {
    if (invalid instanceof FileInvalid) return invalid.problems;
    throw invalid;
  }
}

function mended(content: string): string {
  const file = readCsv(bytes(content), { now: dayAfter, clock: paris });
  return [...toMend(file.header, file.rows)].join("");
}

describe("a spreadsheet gets exactly the problems of its case", () => {
  it.each(cases)("$name", (one) => {
    const told = problemsOf(bytesOf(one), new Date(one.now));
    const places = [...told].map(({ code, path, severity, row, column }) =>
      [code, path, severity, row, column].join(" "),
    );
    const expected = one.errors.map(({ code, path, severity, row, column }) =>
      [code, path, severity, row, column].join(" "),
    );
    expect(places.sort()).toEqual(expected.sort());
  });
});

describe("a whole day", () => {
  const data = new URL("../../../tests/data/", import.meta.url);
  const content = readFileSync(new URL("day.csv", data), "utf8");
  const expected: unknown = JSON.parse(readFileSync(new URL("day.errors.json", data), "utf8"));
  const rows = rowsOf(content);

  test("shows each error at its row and column", () => {
    const found = rows.flatMap((row) =>
      errorsAmong(row.entry.problems).map(({ row, column, code }) => ({ row, column, code })),
    );
    expect(found).toEqual(expected);
  });

  test("gives a record for every other row", () => {
    expect(rows.filter(({ entry }) => entry.record)).toHaveLength(960);
  });

  test("is the same however it is shared out", () => {
    const half = (odd: number): Row[] => [
      ...readCsv(bytes(content), { now: dayAfter, clock: paris, mine: (row) => row % 2 === odd }).rows,
    ];
    const shared = [...half(0), ...half(1)].sort((one, other) => one.number - other.number);
    expect(shared).toEqual(rows);
  });
});

describe("the template", () => {
  test("passes its own checks without a word", () => {
    const [row] = rowsOf(csvTemplate());
    expect([row?.number, row?.entry.problems]).toEqual([2, []]);
  });

  test("has columns that write fields which exist", () => {
    expect(columns.filter(({ path }) => !fieldAt(path))).toEqual([]);
  });
});

describe("rows to mend", () => {
  test("hold only bad rows, with reasons in both languages", () => {
    const [row, ...others] = rowsOf(mended(csvOf([{}, { sexe: "Z" }, {}])));
    expect(others).toEqual([]);
    expect(row?.cells.at(-2)).toMatch(/^sexe\u202f: Sexe\u202f: /);
    expect(row?.cells.at(-1)).toMatch(/^sexe\u202f: Sex: /);
  });

  test("read again unmended, fail for the same reasons", () => {
    const first = mended(csvOf([{ sexe: "Z", lot: "" }, { telephone: "3,36E+10" }]));
    expect(mended(first)).toBe(first);
  });

  test("once mended are accepted", () => {
    const again = mended(csvOf([{ sexe: "Z", telephone: "+33600000000" }])).replace(";Z;", ";F;");
    expect(rowsOf(again).flatMap((row) => row.entry.problems)).toEqual([]);
  });

  test("keep cells that have no column", () => {
    const long = csvOf([{}]).replace(/\r\n$/, ';"too much"\r\n');
    expect(mended(long)).toContain(";too much\r\n");
  });

  test("never repeat what was written in their reasons", () => {
    const wrong = Object.fromEntries(columns.map(({ name }) => [name, "Zzyx-7731"]));
    const [row] = rowsOf(mended(csvOf([wrong])));
    expect(row?.cells.slice(-2).join()).not.toContain("7731");
  });
});

describe("cells in a file to mend", () => {
  it.each(["=1+1", "+33600000000", "-1", "@SUM(A1)", "\t=1", "279035121518989", "01000"])(
    "that a spreadsheet would compute or shorten are text: %j",
    (cell) => {
      expect(guarded(cell)).toBe(`'${cell}`);
      expect(unguarded(guarded(cell)).trim()).toBe(cell.trim());
    },
  );

  it.each(["'t Hooft", "D’ESSAI", "75007", "2024-01-06", ""])("that are ordinary are left alone: %j", (cell) => {
    expect([guarded(cell), unguarded(cell)]).toEqual([cell, cell]);
  });

  test("may hold separators, quotation marks and line breaks", () => {
    expect(csvLine(['a;"b"\n'])).toBe('"a;""b""\n"\r\n');
  });
});

describe("a file", () => {
  it.each([";", ",", "\t"])("may be separated by %j, and say so", (mark) => {
    const content = `sep=${mark}\r\n${csvOf([{ nom_naissance: "LEFÈVRE, D’ESSAI" }], mark)}`;
    const identities = rowsOf(content).map((row) => row.entry.record?.["identity"]);
    expect(identities).toMatchObject([{ birth_name: "LEFÈVRE, D’ESSAI" }]);
  });

  test("whose header is somebody's row does not repeat it", () => {
    const content = csvOf([{ nom_naissance: "SECRETNAME" }])
      .split("\r\n")
      .slice(1)
      .join("\r\n");
    const said = problemsOf(bytes(content), dayAfter).map((one) => message(one, "fr"));
    expect(said.join().toLowerCase()).not.toContain("secretname");
  });

  test("has its nearest column named when one is unknown", () => {
    expect(nearestColumn("nom_de_naissance")).toBe("nom_naissance");
    expect([letterOf(0), letterOf(25), letterOf(26), letterOf(701)]).toEqual(["A", "Z", "AA", "ZZ"]);
  });

  test("gives times by the pharmacy's own clock", () => {
    const rows = readCsv(bytes(csvOf([{}])), { now: dayAfter, clock: clockIn("Indian/Reunion") }).rows;
    expect([...rows].map((row) => row.entry.record?.["result"])).toMatchObject([
      { sampling_time: "2024-01-06T11:36:00+04:00" },
    ]);
  });
});
