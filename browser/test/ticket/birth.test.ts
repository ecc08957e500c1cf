// The birth date as people type it: what is understood, what is said back, what is asked again.

import { expect, test } from "vitest";
import { echo, read, spread } from "../../src/ticket/birth";

const today = new Date(2026, 10, 21);
const boxes = (day: string, month: string, year: string) => ({ day, month, year });

test.each([
  ["28", "3", "1979", "19790328"],
  ["28", "03", "79", "19790328"],
  [" 8", "mars", "1979", "19790308"],
  ["28", "Févr.", "1980", "19800228"],
  ["1", "August", "2012", "20120801"],
  ["1", "août", "12", "20120801"],
  ["29", "2", "2024", "20240229"],
  ["31", "déc", "27", "19271231"],
])("%s / %s / %s is %s", (day, month, year, digits) => {
  expect(read(boxes(day, month, year), today, false)).toEqual({ digits });
});

test.each([
  ["", "", "", "empty"],
  ["28", "", "1979", "empty"],
  ["28", "3", "", "empty"],
  ["31", "4", "1979", "impossible"],
  ["29", "2", "2023", "impossible"],
  ["28", "13", "1979", "impossible"],
  ["28", "brumaire", "1979", "impossible"],
  ["28", "3", "979", "impossible"],
  ["28", "3", "1879", "impossible"],
  ["0", "3", "1979", "impossible"],
  ["22", "11", "2026", "future"],
])("%s / %s / %s is asked again: %s", (day, month, year, problem) => {
  expect(read(boxes(day, month, year), today, false)).toEqual({ problem });
});

test.each([
  ["", "", "", { digits: "00000000" }],
  ["", "", "1979", { digits: "19790000" }],
  ["", "3", "1979", { digits: "19790300" }],
  ["28", "", "1979", { digits: "19790000" }],
  ["28", "3", "", { problem: "empty" }],
  ["28", "3", "1979", { problem: "whole" }],
  ["", "13", "1979", { problem: "impossible" }],
])("a date not fully known, %s / %s / %s, leaves zeros", (day, month, year, read_) => {
  expect(read(boxes(day, month, year), today, true)).toEqual(read_);
});

test.each([
  ["28/03/1979", boxes("28", "03", "1979")],
  ["28031979", boxes("28", "03", "1979")],
  ["28.3.79", boxes("28", "3", "79")],
  ["28 mars 1979", boxes("28", "mars", "1979")],
  ["1979-03-28", boxes("28", "03", "1979")],
  ["28", undefined],
  ["111970", undefined],
])("%s in one box fills all three or none", (typed, whole) => {
  expect(spread(typed)).toEqual(whole);
});

test("a date is said back in words, once it is one", () => {
  expect(echo("fr", boxes("28", "3", "79"), today)).toBe("28 mars 1979");
  expect(echo("en", boxes("28", "3", "79"), today)).toBe("28 March 1979");
  expect(echo("fr", boxes("1", "1", "1979"), today)).toBe("1er janvier 1979");
  expect(echo("fr", boxes("31", "2", "1979"), today)).toBe("");
});
