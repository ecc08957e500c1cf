// Keys become a scan when they read like one.

import { expect, test } from "vitest";
import { Burst, type Key } from "../../../src/counter/scan/burst";
import { BOX, GS, INS, keysOf, PERSON } from "./codes";

function typed(keys: readonly Key[]) {
  const burst = new Burst();
  return { burst, taken: keys.map((key) => burst.take(key)) };
}

test("a person's code ends with the key that scanners send", () => {
  const { burst, taken } = typed(keysOf(INS));
  expect(taken.at(-1)).toBe("end");
  expect(burst.finish()).toEqual({ kind: "person", person: PERSON });
});

test("four characters reach the page, then none", () => {
  const { taken } = typed(keysOf(INS));
  expect(taken.slice(0, 5)).toEqual(["begin", "typed", "typed", "ours", "ours"]);
});

test.each([["American"], ["French"]])("an American scanner on a computer with %s keys is understood", (country) => {
  const { burst } = typed(keysOf(INS, { french: country === "French" }));
  expect(burst.finish()).toEqual({ kind: "person", person: PERSON });
});

test("a box is known by its article's number", () => {
  const { burst, taken } = typed(keysOf(BOX, { french: true }));
  expect(taken.at(-1)).toBe("end");
  expect(burst.finish()).toMatchObject({ kind: "kit", box: { lot: "A12345" } });
});

test("a telephone number typed by a program is no scan, however fast", () => {
  const { taken } = typed(keysOf("0147151010"));
  expect(taken).not.toContain("ours");
  expect(taken.at(-1)).toBe("typed");
});

test("letters typed slowly are no scan", () => {
  const { taken } = typed(keysOf(INS.replaceAll(GS, ""), { gap: 2000 }));
  expect(new Set(taken)).toEqual(new Set(["begin", "typed"]));
});

test("the second of two ending keys goes nowhere", () => {
  const keys = keysOf(BOX);
  const second = { key: "Tab", code: "Tab", shifted: false, control: false, at: (keys.at(-1)?.at ?? 0) + 5 };
  const { burst } = typed(keys);
  burst.finish();
  expect(burst.take(second)).toBe("ours");
});

test("a code is whole with its last field", () => {
  const keys = keysOf(INS).slice(0, -1);
  expect([typed(keys.slice(0, -8)).burst.whole, typed(keys).burst.whole]).toEqual([false, true]);
});

test("a damaged code says so", () => {
  const { burst } = typed(keysOf(INS.slice(0, 40)));
  expect(burst.finish()).toEqual({ kind: "unreadable" });
});

test.each([
  ["long", 2000],
  ["just", 10],
])("a letter typed %s before a scan is not part of it", (_, from) => {
  const letter = { key: "n", code: "KeyN", shifted: false, control: false, at: 0 };
  expect(typed([letter, ...keysOf(INS, { from })]).burst.finish()).toMatchObject({ kind: "person" });
  expect(typed([letter, ...keysOf(BOX, { from })]).burst.finish()).toMatchObject({ kind: "kit" });
});

test("a busy computer that hands the keys on slowly loses nothing", () => {
  const { burst, taken } = typed(keysOf(INS, { gap: 700 }));
  expect(taken.slice(0, 4)).toEqual(["begin", "begin", "begin", "ours"]);
  expect(burst.finish()).toMatchObject({ kind: "person" });
});

test("a scanner that stops for a moment is heard to the end", () => {
  const [first, rest] = [keysOf(INS).slice(0, 30), keysOf(INS.slice(30), { from: 400 })];
  expect(typed([...first, ...rest]).burst.finish()).toMatchObject({ kind: "person" });
});
