// Who is here already, and who has been here lately.

import { expect, test } from "vitest";
import { find, returningOf } from "../../../src/counter/capture/returning";
import { again } from "../../../src/counter/capture/same";
import { JEANNE, row } from "./people";

const NUMBERLESS = { identity: JEANNE["identity"] };

test("the same number or the same traits on the board are the same person", () => {
  expect(again(JEANNE, [row(JEANNE)], 20_778)).toMatchObject({ kind: "here", row: { number: 43 } });
  expect(again(NUMBERLESS, [row(JEANNE)], 20_778)).toMatchObject({ kind: "here" });
});

test("a test that is done counts on the same day only", () => {
  expect(again(JEANNE, [row(JEANNE, { state: "sent" })], 20_778)).toMatchObject({ kind: "today" });
  expect(again(JEANNE, [row(JEANNE, { state: "sent", day: 20_777 })], 20_778)).toBeUndefined();
});

test("cancelled, somebody else, nobody and the row itself are not the same person", () => {
  const other = { identity: { birth_name: "AUTRE", birth_first_name: "Paul", birth_date: "1979-03-28" } };
  expect(again(JEANNE, [row(JEANNE, { state: "cancelled" })], 20_778)).toBeUndefined();
  expect(again(other, [row(JEANNE)], 20_778)).toBeUndefined();
  expect(again({}, [row({})], 20_778)).toBeUndefined();
  expect(again(JEANNE, [row(JEANNE)], 20_778, "20778/43")).toBeUndefined();
});

test("who came twice is listed once, as the last time", () => {
  const moved = { ...JEANNE, contact: { phones: [{ number: "0600000000" }] } };
  const people = returningOf([row(JEANNE, { day: 20_770 }), row(moved, { day: 20_775 })]);
  expect(people.map(({ person, day }) => [person, day])).toEqual([[moved, 20_775]]);
});

test.each([
  ["ex", 1],
  ["EXEM", 1],
  ["jea", 1],
  ["ex je", 1],
  ["exemple p", 0],
  ["x", 0],
  ["e", 0],
])("letters %j find %i", (letters, count) => {
  expect(find(returningOf([row(JEANNE)]), letters)).toHaveLength(count);
});

test("a locked row names nobody", () => {
  const { item: _sealed, ...locked } = row(JEANNE);
  expect(returningOf([locked])).toEqual([]);
});
