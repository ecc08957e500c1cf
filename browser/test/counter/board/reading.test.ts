// Reading a cassette.

import { expect, test } from "vitest";
import { nextAnalyte, OUTCOMES, press, type Mark, type Reading } from "../../../src/counter/board/reading";

const one: Reading = { analytes: ["94558-4"], outcomes: {} };
const two: Reading = { analytes: ["94558-4", "80382-5"], outcomes: {} };
const due = (mark: Mark) => ({ mark, phase: "due" as const, doubtful: false });

test("a negative is read with one key", () => {
  expect(press(one, due("-"))).toEqual({ kind: "read", outcomes: { "94558-4": OUTCOMES["-"] } });
});

test("a positive asks for its key again", () => {
  expect(press(one, due("+"))).toEqual({ kind: "again", reading: { ...one, asked: "+" } });
});

test("a positive is read at its second key", () => {
  expect(press({ ...one, asked: "+" }, due("+"))).toEqual({ kind: "read", outcomes: { "94558-4": OUTCOMES["+"] } });
});

test("another key after the first + is that other result", () => {
  expect(press({ ...one, asked: "+" }, due("-"))).toEqual({ kind: "read", outcomes: { "94558-4": OUTCOMES["-"] } });
});

test("the analytes of a cassette are read one after the other", () => {
  const step = press(two, due("-"));
  expect(step.kind === "next" && nextAnalyte(step.reading)).toBe("80382-5");
});

test("the question is not carried over to the next analyte", () => {
  const step = press({ ...two, asked: "+" }, due("+"));
  expect(step.kind === "next" && step.reading.asked).toBeUndefined();
});

test("the last analyte completes the reading", () => {
  const outcomes = { "94558-4": OUTCOMES["-"] };
  expect(press({ ...two, outcomes }, due("?"))).toEqual({
    kind: "read",
    outcomes: { "94558-4": OUTCOMES["-"], "80382-5": OUTCOMES["?"] },
  });
});

test("an invalid cassette is invalid as a whole", () => {
  const outcomes = { "94558-4": OUTCOMES["-"] };
  expect(press({ ...two, outcomes }, due("!"))).toEqual({
    kind: "read",
    outcomes: { "94558-4": OUTCOMES["!"], "80382-5": OUTCOMES["!"] },
  });
});

test.each(["running", "late"] as const)("nothing is noted while the cassette is %s", (phase) => {
  expect(press(one, { mark: "-", phase, doubtful: false })).toEqual({ kind: phase === "running" ? "early" : "late" });
});

test("a key that may be a digit is asked again", () => {
  expect(press(one, { ...due("-"), doubtful: true }).kind).toBe("again");
});
