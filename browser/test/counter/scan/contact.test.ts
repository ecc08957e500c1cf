// Contact cards, from a camera and from a scanner that types them line by line.

import { expect, test } from "vitest";
import { Burst } from "../../../src/counter/scan/burst";
import { readContact } from "../../../src/counter/scan/contact";
import { keysOf } from "./codes";

const CARD = {
  family: "Exemple",
  given: "Jeanne",
  birth: "1979-03-28",
  phone: "0647151010",
  email: "jeanne@exemple.fr",
  address: "28 avenue de Breteuil",
  city: "Paris",
  postalCode: "75007",
  country: "FR",
};
const VCARD = [
  "BEGIN:VCARD",
  "VERSION:3.0",
  "N:Exemple;Jeanne;;;",
  "TEL;TYPE=CELL:+33647151010",
  "EMAIL;TYPE=HOME:jeanne@exemple.fr",
  "item1.ADR;TYPE=HOME:;;28 avenue de Breteuil;Paris;;75007;France",
  "BDAY:1979-03-28",
  "END:VCARD",
];
const MECARD =
  "MECARD:N:Exemple,Jeanne;TEL:0647151010;EMAIL:jeanne@exemple.fr;BDAY:19790328;" +
  "ADR:,,28 avenue de Breteuil,Paris,,75007,France;;";

test.each([
  ["vCard", VCARD.join("\r\n")],
  ["MECARD", MECARD],
])("a %s says how to reach somebody", (_, text) => {
  expect(readContact([text])).toEqual(CARD);
});

test("a card that says little gives little, and a country that nobody knows is left out", () => {
  expect(readContact(["MECARD:N:Exemple;ADR:,,1 street,Town,,1,Nowhere;;"])).toEqual({
    family: "Exemple",
    address: "1 street",
    city: "Town",
    postalCode: "1",
  });
});

test("a comma or semicolon inside a value is part of it", () => {
  const text = VCARD.join("\n").replace("28 avenue de Breteuil", "28\\, avenue\\; B");
  expect(readContact([text])?.address).toBe("28, avenue; B");
});

test.each(["https://exemple.fr", "BEGIN:VCARD\nN:X", ""])("%j is no card", (text) => {
  expect(readContact([text])).toBeUndefined();
});

test.each([[false], [true]])("a scanner that ends every line is heard to the last one (French keys: %s)", (french) => {
  const burst = new Burst();
  let from = 0;
  const taken = VCARD.flatMap((line) => {
    const keys = keysOf(line, { french, from });
    from += line.length * 5 + 5;
    return keys.map((key) => burst.take(key));
  });
  expect(taken.filter((one) => one === "end")).toHaveLength(1);
  expect(burst.finish()).toEqual({ kind: "contact", card: CARD });
});
