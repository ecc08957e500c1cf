// A box described by hand.

import { expect, test } from "vitest";
import { formOf, kitFrom, toggled, withName, wrongIn, type KitForm } from "../../../src/counter/capture/kit_form";
import { TODAY } from "./people";

const EMPTY = formOf({}, []);

function form(values: Partial<KitForm["values"]>, analytes = ["94558-4"]): KitForm {
  return { ...EMPTY, analytes, values: { ...EMPTY.values, ...values } };
}

const WHOLE = { name: "Test du coin", lot: "L1", earliest_minute: "10", latest_minute: "15" };

test("an empty form lacks all that a record needs", () => {
  expect(wrongIn(EMPTY, TODAY).map(({ error }) => error)).toEqual(["name", "lot", "minutes", "analytes"]);
});

test.each([
  [{ expiry: "31/03/2028" }, []],
  [{ expiry: "03/2028" }, []],
  [{ expiry: "2028" }, ["expiry"]],
  [{ expiry: "20/11/2026" }, ["expired"]],
  [{ earliest_minute: "15", latest_minute: "10" }, ["minutes"]],
  [{ latest_minute: "vingt" }, ["minutes"]],
])("%j: %j", (values, errors) => {
  expect(wrongIn(form({ ...WHOLE, ...values }), TODAY).map(({ error }) => error)).toEqual(errors);
});

test("a whole form is a kit; a month is good until its last day", () => {
  expect(kitFrom(form({ ...WHOLE, expiry: "02/2028" }), TODAY)).toEqual({
    device: { name: "Test du coin", lot: "L1", expiry: "2028-02-29", earliest_minute: 10, latest_minute: 15 },
    analytes: [{ loinc: "94558-4", disease: "U07.1" }],
  });
});

test("a kit of the catalogue is known by its name", () => {
  const known = withName(EMPTY, "covid-viro");
  expect(known.values).toMatchObject({ manufacturer: "AAZ-LMB", earliest_minute: "15", latest_minute: "20" });
  expect(
    kitFrom({ ...known, analytes: ["94558-4"], values: { ...known.values, lot: "L" } }, TODAY).device,
  ).toMatchObject({
    list_id: "1833",
  });
});

test("analytes stand in the catalogue’s order, whichever was ticked first", () => {
  const both = toggled(toggled(EMPTY, "80382-5", true), "94558-4", true);
  expect(both.analytes).toEqual(["94558-4", "80382-5"]);
  expect(toggled(both, "94558-4", false).analytes).toEqual(["80382-5"]);
});
