// The counts of the day.

import { expect, test } from "vitest";
import { countsOf, isAllDone, unsettled } from "../../../src/counter/board/counts";
import type { Outcome, Row } from "../../../src/counter/contracts";
import { hex, random } from "../../../src/envelope/bytes";
import { item, NOW, row, TODAY } from "./rows";

const responsible = { name: "", rpps: "" };

function sent(number: number): { row: Row; id: string; reference: readonly [number, Uint8Array] } {
  const id = random(16);
  const one = { envelope: [TODAY, id] as const, kind: "result" as const, round: 0, at: NOW, by: "", responsible };
  return { row: row(number, "sent", { item: item({ sent: [one] }) }), id: hex(id), reference: [TODAY, id] };
}

const registered: Outcome = { state: "registered", at: NOW };

test("who only waits was not tested", () => {
  expect(countsOf([row(1), row(2, "sampled"), row(3, "cancelled")], new Map(), TODAY).tests).toBe(1);
});

test("another day's tests are not today's", () => {
  expect(countsOf([row(1, "sampled", { day: TODAY - 1 })], new Map(), TODAY).tests).toBe(0);
});

test("a test counts as registered once the register says so", () => {
  const [one, two] = [sent(1), sent(2)];
  expect(countsOf([one.row, two.row], new Map([[one.id, registered]]), TODAY)).toEqual({
    tests: 2,
    registered: 1,
    toMend: 0,
  });
});

test.each(["refused", "dead"] as const)("what came back %s is to mend", (state) => {
  const one = sent(1);
  expect(countsOf([one.row], new Map([[one.id, { state, code: "x" }]]), TODAY).toMend).toBe(1);
});

test("only what is not registered yet is asked about", () => {
  const [one, two] = [sent(1), sent(2)];
  expect(unsettled([one.row, two.row], new Map([[one.id, registered]]), TODAY)).toEqual([two.reference]);
});

test("a day without tests is not done", () => {
  expect(isAllDone({ tests: 0, registered: 0 })).toBe(false);
});

test("a day is done when everything is registered", () => {
  expect(isAllDone({ tests: 87, registered: 87 })).toBe(true);
});
