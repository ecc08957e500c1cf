// Which cassettes are heard.

import { expect, test } from "vitest";
import { newlyIn, stillSaid, toRead } from "../../../src/counter/board/alarm";
import { keyOf } from "../../../src/counter/board/order";
import { NOW, row, running } from "./rows";

const due = running(41, -60, 60);

test("what can be read, or could have been, is to be looked at", () => {
  const late = running(39, -900, -1);
  expect(toRead([due, late, running(43, 60, 300), row(45)], NOW)).toEqual([due, late]);
});

test("a cassette without minutes never calls", () => {
  expect(toRead([row(44, "sampled")], NOW)).toEqual([]);
});

test("a cassette is heard once", () => {
  expect(newlyIn([due, running(42, -1, 60)], new Set([keyOf(due)])).map(({ number }) => number)).toEqual([42]);
});

test("what was called is no more said once all of it is read", () => {
  const other = running(42, -1, 60);
  expect(stillSaid([due, other], [other])).toEqual([due, other]);
  expect(stillSaid([due, other], [running(43, -1, 60)])).toEqual([]);
});
