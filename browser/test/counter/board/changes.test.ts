// What the board's keys make of an item.

import { expect, test } from "vitest";
import { consented, readAs, requeued, swabbed, undone, UNDO } from "../../../src/counter/board/changes";
import { OUTCOMES } from "../../../src/counter/board/reading";
import { COVID, FLU_A, item, KIT, NOW } from "./rows";

const outcomes = { [COVID.loinc]: OUTCOMES["!"] };
const other = { ...KIT, device: { name: "COVID-VIRO", lot: "B77777" } };

test("a swab is done with the lot that is open at that moment", () => {
  expect(swabbed(item(), NOW, [other]).rounds).toEqual([{ ...other, sampled: NOW }]);
});

test("a kit for something else is not taken", () => {
  const flu = { ...other, analytes: [FLU_A] };
  expect(swabbed(item(), NOW, [flu]).rounds).toEqual([{ ...KIT, sampled: NOW }]);
});

test("who has no kit yet gets the one in use", () => {
  expect(swabbed(item({ rounds: [] }), NOW, [other]).rounds).toEqual([{ ...other, sampled: NOW }]);
});

test("a result can be taken back for a minute", () => {
  expect(readAs(item(), outcomes, NOW).rounds[0]?.seal_after).toBe(NOW + UNDO);
});

test("two results never share an envelope", () => {
  const [one, two] = [readAs(item(), outcomes, NOW), readAs(item(), outcomes, NOW)];
  expect(one.rounds[0]?.envelope?.[1]).not.toEqual(two.rounds[0]?.envelope?.[1]);
});

test("taken back, an item is as it was swabbed", () => {
  const before = swabbed(item(), NOW, []);
  expect(undone(readAs(before, outcomes, NOW + 900))).toEqual(before);
});

test("a repeat keeps the round before it", () => {
  const invalid = readAs(swabbed(item(), NOW, []), outcomes, NOW + 900);
  expect(requeued(invalid, [other]).rounds).toEqual([...invalid.rounds, other]);
});

test("a repeat without a kit in use takes the same kit, not its times", () => {
  const invalid = readAs(swabbed(item(), NOW, []), outcomes, NOW + 900);
  expect(requeued(invalid, []).rounds[1]).toEqual(KIT);
});

test("what was answered is not asked again", () => {
  expect(consented(item({ consent: { identity: false } })).consent).toEqual({ test: true, identity: false });
});
