// Who a person is, out of a DataMatrix that scanners and keyboards have bent.

import { expect, test } from "vitest";
import { readIns, readTypedIns } from "../../../src/counter/scan/ins";
import { readings } from "../../../src/counter/scan/layouts";
import { GS, INS, onFrenchComputer, PERSON } from "./codes";

test("a code as it is printed is a person", () => {
  expect(readIns([INS])).toEqual(PERSON);
});

test.each([
  ["lost", ""],
  ["written in angle brackets", "<GS>"],
  ["replaced by a bar", "|"],
  ["replaced by a space", " "],
])("a separator that was %s is found again", (_, separator) => {
  expect(readIns([INS.replaceAll(GS, separator)])).toEqual(PERSON);
});

test("an American scanner on a French computer is understood", () => {
  expect(readIns(readings(onFrenchComputer(INS).replaceAll(GS, "")))).toEqual(PERSON);
});

test("capitals lost to the caps key come back", () => {
  expect(readIns([INS.toLowerCase()])).toEqual(PERSON);
});

test("the symbology before it is no part of it", () => {
  expect(readIns([`]d2${INS}`])).toEqual(PERSON);
});

test("a name that ends in S is not eaten by the next field", () => {
  expect(readIns([INS.replace("DOMINIQUE", "LOUIS").replaceAll(GS, "")])?.firstNames).toBe("LOUIS");
});

test("a person born in Corsica keeps the letter", () => {
  const corsican = INS.replace("279035121518989", "284052A32102552").replace("S751215", "S72A321");
  expect(readIns([corsican])).toMatchObject({ number: "284052A32102552", insee: "2A321" });
});

test("test numbers are told from real ones", () => {
  expect(readIns([INS.replace("4.8", "4.10")])?.oid).toBe("1.2.250.1.213.1.4.10");
});

test("a code that says less gives what it says", () => {
  const short = INS.slice(0, INS.indexOf("S5F"));
  const { number, oid, firstNames, birthName } = PERSON;
  expect(readIns([short])).toEqual({ number, oid, firstNames, birthName });
});

test.each([["0686597200018"], ["IS0100"], [INS.replace("279035121518989", "27903")], [""]])(
  "%j is no person",
  (text) => {
    expect(readIns([text])).toBeUndefined();
  },
);

test("what a slow scanner typed into a field is read from the field", () => {
  expect(readTypedIns(onFrenchComputer(INS).replaceAll(GS, ""))).toEqual(PERSON);
});
