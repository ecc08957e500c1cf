// In which order the board shows people.

import { expect, test } from "vitest";
import { find, finished, inRoom } from "../../../src/counter/board/order";
import { NOW, row, running, TODAY } from "./rows";

const numbers = (rows: readonly { number: number }[]) => rows.map(({ number }) => number);

test("what can be read comes first, then what can be taken back, what runs, who waits", () => {
  const rows = [row(1), running(2, 60, 300), row(3, "read"), running(4, -60, 200)];
  expect(numbers(inRoom(rows, NOW))).toEqual([4, 3, 2, 1]);
});

test("the cassette that spoils first is read first", () => {
  expect(numbers(inRoom([running(1, -60, 200), running(2, -200, 40), running(3, -900, -5)], NOW))).toEqual([3, 2, 1]);
});

test("who waits is served by number, earlier days first", () => {
  expect(numbers(inRoom([row(7), row(5), row(9, "waiting", { day: TODAY - 1 })], NOW))).toEqual([9, 5, 7]);
});

test("who was sent or cancelled has left the room", () => {
  expect(inRoom([row(1, "sent"), row(2, "cancelled")], NOW)).toEqual([]);
});

test("those sent today are listed, the latest number first", () => {
  const rows = [row(1, "sent"), row(2, "sent"), row(3, "sent", { day: TODAY - 1 }), row(4)];
  expect(numbers(finished(rows, TODAY))).toEqual([2, 1]);
});

test("a number means today's person before an earlier day's", () => {
  const rows = [row(4, "waiting", { day: TODAY - 1 }), row(4)];
  expect(find(rows, 4)?.day).toBe(TODAY);
});

test("a number means an earlier day's person when today has none", () => {
  expect(find([row(4, "waiting", { day: TODAY - 1 })], 4)?.day).toBe(TODAY - 1);
});

test("a cancelled number means nobody", () => {
  expect(find([row(4, "cancelled")], 4)).toBeUndefined();
});
