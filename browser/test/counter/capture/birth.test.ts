// Birth dates as they are typed at a counter.

import { expect, test } from "vitest";
import { isWholeBirth, readBirth, showBirth } from "../../../src/counter/capture/birth";
import { TODAY } from "./people";

test.each([
  ["28031979", "1979-03-28"],
  ["28/03/1979", "1979-03-28"],
  ["28.3.1979", "1979-03-28"],
  ["28 03 79", "1979-03-28"],
  ["280379", "1979-03-28"],
  ["1979-03-28", "1979-03-28"],
  ["03/1979", "1979-03"],
  ["/03/1979", "1979-03"],
  ["00/03/1979", "1979-03"],
  ["00/00/1979", "1979"],
  ["1979", "1979"],
  ["12/05/25", "2025-05-12"],
  ["12/05/27", "1927-05-12"],
])("%s is %s", (typed, date) => {
  expect(readBirth(typed, TODAY)).toBe(date);
});

test.each(["", "demain", "28/03", "28/03/19799", "1/2/3/4"])("%j is no date", (typed) => {
  expect(readBirth(typed, TODAY)).toBeUndefined();
});

test.each([
  ["28031979", true],
  ["28/03/1979", true],
  ["2803197", false],
  ["1979", false],
  ["31021979", false],
])("%s is whole: %s", (typed, whole) => {
  expect(isWholeBirth(typed)).toBe(whole);
});

test("a date is shown as people write it", () => {
  expect(["1979-03-28", "1979-03", "1979"].map(showBirth)).toEqual(["28/03/1979", "03/1979", "1979"]);
});
