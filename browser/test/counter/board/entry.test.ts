// A number typed outside fields.

import { expect, test } from "vitest";
import { NOTHING_TYPED, withDigit, withoutLast } from "../../../src/counter/board/entry";

test("digits that follow each other make one number", () => {
  expect(withDigit(withDigit(NOTHING_TYPED, "4", 10), "3", 11).digits).toBe("43");
});

test("after a pause a new number begins", () => {
  expect(withDigit(withDigit(NOTHING_TYPED, "4", 10), "3", 14).digits).toBe("3");
});

test("the last digit can be taken back", () => {
  expect(withoutLast({ digits: "43", at: 10 }, 11).digits).toBe("4");
});

test("zeros in front mean nothing", () => {
  expect(withDigit(withDigit(NOTHING_TYPED, "0", 10), "7", 11).digits).toBe("7");
});
