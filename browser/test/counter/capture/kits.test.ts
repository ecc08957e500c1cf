// Boxes that are opened one after the other.

import { expect, test } from "vitest";
import { analytesOf, deviceOf, isDescribed, isExpired, opened } from "../../../src/counter/capture/kits";
import type { KitInUse } from "../../../src/counter/contracts";
import { readBox } from "../../../src/counter/scan/gs1";
import { BOX } from "../scan/codes";
import { KIT } from "./people";

const box = readBox([BOX]) ?? { gtin: "", udi: "", sure: false };
const INSTI: KitInUse = {
  device: { name: "INSTI", udi: "(01)00686597200018(10)OLD", lot: "OLD", earliest_minute: 1, latest_minute: 5 },
  analytes: [{ disease: "U07.1", loinc: "94558-4" }],
};
const ANGINA: KitInUse = { device: { name: "Strep", lot: "S1" }, analytes: [{ disease: "J02.0", loinc: "78012-2" }] };

test("a box that the catalogue knows brings its maker and its minutes", () => {
  expect(deviceOf(box, [])).toEqual({
    manufacturer: "bioLytical Laboratories Inc.",
    reference: "90-1112",
    earliest_minute: 15,
    latest_minute: 20,
    udi: box.udi,
    lot: "A12345",
    expiry: "2026-09-30",
  });
});

test("a new box of an open article keeps how it was described, with its own lot", () => {
  expect(deviceOf(box, [INSTI])).toMatchObject({ name: "INSTI", lot: "A12345", earliest_minute: 1, latest_minute: 5 });
  expect(analytesOf(box, [INSTI])).toEqual(INSTI.analytes);
});

test("a box takes the place of what reads the same, and stands beside what reads something else", () => {
  expect(opened(KIT, [INSTI, ANGINA])).toEqual([KIT, ANGINA]);
  expect(opened(ANGINA, [KIT])).toEqual([ANGINA, KIT]);
});

test("a box is good until the end of its last day", () => {
  const device = { expiry: "2026-09-30" };
  expect(isExpired(device, new Date(2026, 8, 30, 23, 59))).toBe(false);
  expect(isExpired(device, new Date(2026, 9, 1, 0, 1))).toBe(true);
  expect(isExpired({ udi: box.udi }, new Date(2026, 9, 1, 0, 1))).toBe(true);
});

test("a box is described by a name, a lot and what it reads", () => {
  expect(isDescribed(KIT)).toBe(true);
  expect(isDescribed({ ...KIT, analytes: [] })).toBe(false);
  expect(isDescribed({ ...KIT, device: { name: "COVID-VIRO" } })).toBe(false);
});
