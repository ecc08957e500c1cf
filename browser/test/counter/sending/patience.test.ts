import { expect, test } from "vitest";
import { waitAfter } from "../../../src/counter/sending/patience";

const waits = (chance: number) =>
  [1, 2, 3, 4, 5, 6, 7, 20].map((failures) => waitAfter(failures, undefined, () => chance));

test("waits double up to a minute", () => {
  expect(waits(1)).toEqual([1, 2, 4, 8, 16, 32, 60, 60]);
});

test("waits are drawn between nothing and their bound", () => {
  expect(waits(0.5)).toEqual([0.5, 1, 2, 4, 8, 16, 30, 30]);
  expect(waits(0)).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
});

test("what the relay asks for is obeyed, up to an hour", () => {
  expect([waitAfter(1, 10), waitAfter(7, 10), waitAfter(1, 86_400)]).toEqual([10, 10, 3600]);
});
