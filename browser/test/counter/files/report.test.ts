// Counting what a file holds and what became of it.

import { describe, expect, it, test } from "vitest";
import { inMinutes, percent, secondsLeft } from "../../../src/counter/files/progress";
import {
  compared,
  counted,
  countPlaces,
  fateOf,
  nameToMend,
  placesOf,
  traced,
  unsettled,
} from "../../../src/counter/files/report";
import type { Outcome } from "../../../src/counter/contracts";

const ID = "0123456789abcdef0123456789abcdef";
const good = (row: number, digest: string, sampled = 100) => ({ row, digest, sampled, real: false, warnings: [] });

test("identical rows are counted in the order of the file", () => {
  expect(counted([good(2, "aa"), good(3, "bb"), good(4, "aa")])).toEqual([
    [2, 1],
    [3, 1],
    [4, 2],
  ]);
});

describe("a row's envelope is looked for", () => {
  const daysOf = (sampled: number, today: number): number[] =>
    [...placesOf(traced([good(2, "aa", sampled)], new Map([[2, [ID]]]), today))].map(([day]) => day);

  test("on each day since its test", () => {
    expect(daysOf(98, 100)).toEqual([100, 99, 98]);
  });

  test("no further back than a week", () => {
    expect(daysOf(0, 100)).toHaveLength(8);
  });

  test("today, when the test is of tomorrow elsewhere", () => {
    expect(daysOf(101, 100)).toEqual([100]);
  });

  test("under the marks of before as well", () => {
    const all = traced([good(2, "aa", 99)], new Map([[2, [ID, "ff".repeat(16)]]]), 100);
    expect(countPlaces(all)).toBe([...placesOf(all)].length);
  });
});

describe("what became of rows", () => {
  const followed = [{ row: 2, ids: [ID], first: 100, last: 100 }];
  const with_ = (outcome?: Outcome) => new Map(outcome ? [[ID, outcome]] : []);

  it.each<[Outcome | undefined, string]>([
    [{ state: "registered", at: 1 }, "registered"],
    [{ state: "here" }, "waiting"],
    [{ state: "accepted" }, "waiting"],
    [undefined, "waiting"],
  ])("%j counts as %s", (outcome, name) => {
    expect(fateOf(followed, with_(outcome))).toMatchObject({ registered: 0, waiting: 0, failed: [], [name]: 1 });
  });

  it.each<Outcome>([
    { state: "refused", code: "clock" },
    { state: "rejected", problems: [] },
    { state: "dead", code: "undelivered" },
  ])("%j has to be mended", (outcome) => {
    expect(fateOf(followed, with_(outcome)).failed).toEqual([{ row: 2, outcome }]);
    expect(unsettled(followed, with_(outcome))).toEqual([]);
  });

  test("is asked about until its end is known", () => {
    expect(unsettled(followed, with_({ state: "accepted" }))).toEqual(followed);
    expect(unsettled(followed, with_({ state: "registered", at: 1 }))).toEqual([]);
  });

  test("was sent before, wherever it is found", () => {
    expect(compared(followed, with_({ state: "accepted" })).known).toHaveLength(1);
    expect(compared(followed, with_({ state: "refused", code: "clock" })).fresh).toEqual([[2, ID]]);
  });
});

describe("how long it takes", () => {
  test("is not said before a second is over", () => {
    expect(secondsLeft({ done: 5, total: 100, elapsed: 900 })).toBeUndefined();
    expect(secondsLeft({ done: 0, total: 100, elapsed: 5000 })).toBeUndefined();
  });

  test("is said the more coarsely the longer it is", () => {
    expect(secondsLeft({ done: 50, total: 53, elapsed: 50_000 })).toBe(3);
    expect(secondsLeft({ done: 50, total: 101, elapsed: 50_000 })).toBe(55);
    expect(secondsLeft({ done: 10, total: 1000, elapsed: 1_100 })).toBe(110);
  });

  test("is said in minutes and seconds", () => {
    expect([8, 60, 130].map(inMinutes)).toEqual(["8\u00a0s", "1\u00a0min", "2\u00a0min 10\u00a0s"]);
  });

  test("is over at a hundred percent, and not before", () => {
    expect([
      percent({ done: 999, total: 1000 }),
      percent({ done: 3, total: 3 }),
      percent({ done: 0, total: 0 }),
    ]).toEqual([99, 100, 0]);
  });
});

test.each([
  ["jour.csv", "jour.to-mend.csv"],
  ["jour.to-mend.csv", "jour.to-mend.csv"],
  ["Jour du 6.CSV", "Jour du 6.to-mend.csv"],
])("the file to mend of %s is %s", (name, expected) => {
  expect(nameToMend(name)).toBe(expected);
});
