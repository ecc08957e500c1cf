import { expect, test } from "vitest";
import { digits, isEmail, isFiness, isPhone, rppsProblem } from "../../../src/counter/people/checks";
import { chosenDay, endOfDay, momentOf } from "../../../src/counter/people/days";

test.each([
  ["07655473259", undefined],
  ["0765 547 3259", undefined],
  ["07655473258", "key"],
  ["0765547325", "length"],
  ["", "length"],
  ["0765547325A", "length"],
])("the RPPS number %s: %s", (typed, problem) => {
  expect(rppsProblem(typed)).toBe(problem);
});

test.each([
  ["750012345", true],
  ["2A0012345", true],
  ["75 001 2345", true],
  ["75001234", false],
])("FINESS %s: %s", (typed, isRight) => {
  expect(isFiness(typed)).toBe(isRight);
});

test.each([
  ["01 23 45 67 89", true],
  ["01.23.45.67.89", true],
  ["+590 590 12 34 56", true],
  ["0123", false],
  ["00 23 45 67 89", false],
])("telephone %s: %s", (typed, isRight) => {
  expect(isPhone(typed)).toBe(isRight);
});

test.each([
  ["claire@pharmacie.example", true],
  ["claire@pharmacie", false],
  ["claire pharmacie.example", false],
])("e-mail %s: %s", (typed, isRight) => {
  expect(isEmail(typed)).toBe(isRight);
});

test("what people put between digits is taken away", () => {
  expect(digits("01 23.45-67/89")).toBe("0123456789");
});

test("a last day holds to its end, and is shown again as chosen", () => {
  const end = endOfDay("2026-11-24");
  expect(chosenDay(end)).toBe("2026-11-24");
  expect(chosenDay((end ?? 0) + 1)).toBe("2026-11-25");
});

test("no day chosen is none", () => {
  expect(endOfDay("")).toBeUndefined();
  expect(chosenDay(undefined)).toBe("");
});

test("a moment is said in words, its hour as the language writes it", () => {
  const noon = new Date(2026, 10, 24, 11, 6).getTime() / 1000;
  expect(momentOf(noon, "fr")).toBe("le mardi 24 novembre à 11 h 06");
  expect(momentOf(noon, "en")).toMatch(/^on Tuesday.* at 11:06$/);
});
