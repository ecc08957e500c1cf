// What a kit's box says, with and without its separators.

import { expect, test } from "vitest";
import { readBox } from "../../../src/counter/scan/gs1";
import { readings } from "../../../src/counter/scan/layouts";
import { BOX, GS, onFrenchComputer } from "./codes";

const A12345 = {
  gtin: "00686597200018",
  expiry: "2026-09-30",
  lot: "A12345",
  udi: "(01)00686597200018(17)260930(10)A12345",
  sure: true,
};

test.each([
  ["as most are printed", BOX],
  ["with its symbology", `]d2${BOX}`],
  ["with a separator in front", GS + BOX],
  ["as people read it", "(01)00686597200018(17)260930(10)A12345"],
  ["the lot before the date", `010068659720001810A12345${GS}17260930`],
  ["the lot before the date, the separator lost", "010068659720001810A1234517260930"],
  ["the separator replaced", "010068659720001810A12345^17260930"],
  ["with a serial number", `${BOX}${GS}21XYZ9`],
  ["with the day it was made", "0100686597200018112409301726093010A12345"],
])("a box %s says its lot", (_, text) => {
  expect(readBox([text])).toEqual(A12345);
});

test("an American scanner on a French computer is understood", () => {
  expect(readBox(readings(onFrenchComputer(BOX)))).toEqual(A12345);
});

test("a lot that may hold a serial number is not sure", () => {
  expect(readBox([`${BOX}21XYZ9`])).toMatchObject({ sure: false });
});

test("the day 00 is the last of the month", () => {
  expect(readBox(["01006865972000181727020010B7"])?.expiry).toBe("2027-02-28");
});

test("a box without a lot is still a box", () => {
  expect(readBox(["0100686597200018"])).toEqual({ gtin: A12345.gtin, udi: "(01)00686597200018", sure: true });
});

test.each([["01006865972000191726093010A12345"], ["0147151010"], ["279035121518989"], ["https://example.fr"], [""]])(
  "%j is no box",
  (text) => {
    expect(readBox([text])).toBeUndefined();
  },
);
