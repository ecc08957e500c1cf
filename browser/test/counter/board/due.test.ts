// When a cassette may be read.

import { expect, test } from "vitest";
import { clock, timingOf } from "../../../src/counter/board/due";

const due = { from: 900, until: 1200 };

test("before its minute a cassette runs", () => {
  expect(timingOf(due, 899)).toEqual({ phase: "running", seconds: 1 });
});

test("from its first minute on it is due", () => {
  expect(timingOf(due, 900)).toEqual({ phase: "due", seconds: 300 });
});

test("at its last second it is still due", () => {
  expect(timingOf(due, 1200)).toEqual({ phase: "due", seconds: 0 });
});

test("after its last minute it is late", () => {
  expect(timingOf(due, 1201)).toEqual({ phase: "late", seconds: 1 });
});

test("a kit without minutes is read when the pharmacist says", () => {
  expect(timingOf(undefined, 900).phase).toBe("untimed");
});

test.each([
  [0, "0:00"],
  [5, "0:05"],
  [129.2, "2:10"],
  [3_730, "1:02:10"],
])("%d seconds are written %s", (seconds, written) => {
  expect(clock(seconds)).toBe(written);
});
