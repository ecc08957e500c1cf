// A record written as a row reads again as the same record.

import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { columns } from "../../src/record/csvColumns";
import { readCsv } from "../../src/record/csvForm";
import { csvLine } from "../../src/record/csvLine";
import { cellsOf } from "../../src/record/csvWrite";
import type { Plain } from "../../src/record/shape";
import { clockIn } from "../../src/record/zone";

const now = new Date("2024-01-07T12:00:00Z");
const recordsOf = (text: string, zone: string): (Plain | undefined)[] =>
  [...readCsv(new TextEncoder().encode(text), { now, clock: clockIn(zone) }).rows].map(({ entry }) => entry.record);

test("a day's records, on a computer anywhere", () => {
  const day = readFileSync(new URL("../../../tests/data/day.csv", import.meta.url), "utf8");
  const records = recordsOf(day, "Europe/Paris").filter((record) => record !== undefined);
  const written = [columns.map(({ name }) => name), ...records.map(cellsOf)].map(csvLine).join("");
  expect(recordsOf(written, "Indian/Reunion")).toEqual(records);
});

test("a number of no kind does not become a NIR", () => {
  const cells = cellsOf({ number: { value: "AB 12345" } });
  expect(cells[columns.findIndex(({ name }) => name === "numero_type")]).toBe("AUTRE");
});
