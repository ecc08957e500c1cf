// What stands in the first field, and what a number says.

import { expect, test } from "vitest";
import { isNobodys, isWhole, masked, oidOf, readNumber, saidBy } from "../../../src/counter/capture/number";
import { TODAY } from "./people";

test.each([
  ["279035121518989", { kind: "nir", number: "279035121518989" }],
  ["2 79 03 51 215 189 89", { kind: "nir", number: "279035121518989" }],
  ["284052a32102552", { kind: "nir", number: "284052A32102552" }],
  ["27903", { kind: "begun", missing: 10 }],
  ["284052A", { kind: "begun", missing: 8 }],
  ["701112233344455", { kind: "other", number: "701112233344455" }],
  ["19AB12345", { kind: "other", number: "19AB12345" }],
  ["Exemple", { kind: "name", name: "Exemple" }],
  ["  ", { kind: "nothing" }],
])("%s", (text, written) => {
  expect(readNumber(text)).toEqual(written);
});

test("a number is whole at its fifteenth character", () => {
  expect(["27903512151898", "279035121518989", "701112233344455", "19AB12345"].map(isWhole)).toEqual([
    false,
    true,
    true,
    false,
  ]);
});

test("a number that is left shows year and month of birth, and no more", () => {
  expect(masked("279035121518989")).toBe("2 79 03 •• ••• ••• ••");
  expect(masked("19AB12345")).toBe("•••••••45");
});

test("a number says sex, month and place of birth", () => {
  expect(saidBy("279035121518989", TODAY)).toEqual({ sex: "F", birth: "1979-03", insee: "51215" });
  expect(saidBy("284052A32102552", TODAY)).toEqual({ sex: "F", birth: "1984-05", insee: "2A321" });
});

test("a number with a wrong key says nothing", () => {
  expect(saidBy("279035121518988", TODAY)).toBeUndefined();
});

test("a month beyond December is not known", () => {
  const digits = "1792051215000";
  expect(saidBy(digits + String(97 - (Number(digits) % 97)).padStart(2, "0"), TODAY)?.birth).toBe("1979");
});

test("before 1968, 92 was Algeria", () => {
  const [before, after] = ["1550992123000", "1750992123000"].map(
    (digits) => digits + String(97 - (Number(digits) % 97)).padStart(2, "0"),
  );
  expect([saidBy(before ?? "", TODAY)?.insee, saidBy(after ?? "", TODAY)?.insee]).toEqual(["99352", "92123"]);
});

test.each([
  ["279035121518989", undefined, true],
  ["185057812300199", undefined, false],
  ["185057812300199", "1.2.250.1.213.1.4.10", true],
  ["185057812300199", "1.2.250.1.213.1.4.11", true],
  ["185057812300199", "1.2.250.1.213.1.4.8", false],
])("%s under %s is nobody’s: %s", (number, oid, nobodys) => {
  expect(isNobodys(number, oid)).toBe(nobodys);
});

test("an order number of 000 is nobody’s", () => {
  expect(isNobodys("185057812300199")).toBe(false);
  expect(isNobodys("185057812300099")).toBe(true);
});

test("a typed number is a NIR, in a demonstration a test; another number has no kind", () => {
  expect(oidOf("279035121518989", undefined, { demo: false })).toBe("1.2.250.1.213.1.4.8");
  expect(oidOf("279035121518989", undefined, { demo: true })).toBe("1.2.250.1.213.1.4.10");
  expect(oidOf("279035121518989", "1.2.250.1.213.1.4.11", { demo: true })).toBe("1.2.250.1.213.1.4.11");
  expect(oidOf("19AB12345", undefined, { demo: false })).toBeUndefined();
});
