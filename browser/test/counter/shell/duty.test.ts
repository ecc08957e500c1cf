// The pharmacist responsible.

import { expect, test } from "vitest";
import { pharmacistsOf, responsibleOn, wrongIn } from "../../../src/counter/shell/duty";

const didot = { name: "Paule Didot", rpps: "01234567897" };

test("yesterday's choice is not today's", () => {
  expect(responsibleOn({ day: 7, responsible: didot }, 8)).toBeUndefined();
});

test("today's choice stands", () => {
  expect(responsibleOn({ day: 8, responsible: didot }, 8)).toEqual(didot);
});

test("a preparer cannot answer for a test", () => {
  expect(pharmacistsOf([{ name: "Sam", rpps: "", state: "active" }])).toEqual([]);
});

test("who left cannot answer for a test", () => {
  expect(pharmacistsOf([{ ...didot, state: "ended" }])).toEqual([]);
});

test("nobody is listed twice", () => {
  expect(
    pharmacistsOf([
      { ...didot, state: "active" },
      { ...didot, state: "active" },
    ]),
  ).toEqual([didot]);
});

test("a number with a wrong key is said to be wrong", () => {
  expect(wrongIn({ name: "Paule Didot", rpps: "01234567866" })).toEqual(["rpps"]);
});

test("a name is needed", () => {
  expect(wrongIn({ name: " ", rpps: didot.rpps })).toEqual(["name"]);
});
