// The page as it is typed.

import { expect, test } from "vitest";
import {
  filledWith,
  isComplete,
  nextField,
  NOBODY,
  refreshed,
  settled,
  typed,
  withCommune,
  type Draft,
  type FieldName,
} from "../../../src/counter/capture/draft";
import { SETTING } from "./people";

const NIR = "279035121518989";

function with_(values: Partial<Record<FieldName, string>>): Draft {
  return Object.entries(values).reduce(
    (draft, [name, value]) => typed(draft, name as FieldName, value, SETTING),
    NOBODY,
  );
}

test("a whole number fills sex, month, year and place, and they are tinted", () => {
  const draft = with_({ number: NIR });
  expect(draft.values).toMatchObject({ sex: "F", birth: "/03/1979", birthplace: "51215 Dompremy" });
  expect([...draft.filled].sort()).toEqual(["birth", "birthplace", "sex"]);
});

test("a number overwrites nothing that was typed", () => {
  expect(with_({ birth: "28/03/1979", sex: "M", number: NIR }).values).toMatchObject({ birth: "28/03/1979", sex: "M" });
});

test("a wrong number fills nothing", () => {
  expect(with_({ number: "279035121518988" }).values.sex).toBe("");
});

test("typing in a tinted field takes its tint, and forgets what it stood for", () => {
  const draft = typed(with_({ number: NIR }), "birthplace", "Reims", SETTING);
  expect(draft.filled.has("birthplace")).toBe(false);
  expect(draft.known.birthplace).toBeUndefined();
});

test("a postal code of one commune fills the city; another empties it", () => {
  const paris = with_({ postal_code: "75007" });
  expect([paris.values.city, paris.known.commune]).toEqual(["Paris", "75056"]);
  const elsewhere = typed(paris, "postal_code", "51300", SETTING);
  expect([elsewhere.values.city, elsewhere.known.commune]).toEqual(["", undefined]);
});

test("a city that was typed stays when the postal code changes", () => {
  expect(with_({ city: "Lutèce", postal_code: "51300" }).values.city).toBe("Lutèce");
});

test("communes that arrive late fill what was waiting for them", () => {
  const early = { ...SETTING, communes: undefined };
  const draft = typed(typed(NOBODY, "number", NIR, early), "postal_code", "75007", early);
  expect(draft.values.birthplace).toBe("51215");
  expect(refreshed(draft, SETTING).values).toMatchObject({ birthplace: "51215 Dompremy", city: "Paris" });
});

test("a field that is left is put in order", () => {
  const draft = with_({ birth_name: " pat-trois ", first_name: "jean-pierre", birth: "28031979", phone: "0647151010" });
  const names = ["birth_name", "first_name", "birth", "phone"] as const;
  const after = names.reduce((one, name) => settled(one, name, SETTING), draft);
  expect(names.map((name) => after.values[name])).toEqual(["PAT-TROIS", "Jean-Pierre", "28/03/1979", "06 47 15 10 10"]);
});

test.each([
  ["number", NIR, true],
  ["birth", "28/03/1979", true],
  ["birth", "/03/1979", false],
  ["phone", "06 47 15 10 10", true],
  ["phone", "+33647151010", false],
  ["postal_code", "75007", true],
  ["postal_code", "SW1A 1AA", false],
  ["address", "28 avenue de Breteuil", false],
] as const)("%s %s can hold no more: %s", (name, value, complete) => {
  expect(isComplete(name, value)).toBe(complete);
});

test("the next field is the next one that lacks something", () => {
  const shown = (name: FieldName) => !name.startsWith("guardian");
  const draft = with_({ number: NIR, birth_name: "PAT-TROIS", first_name: "Dominique" });
  expect(nextField("number", NOBODY, shown)).toBe("birth_name");
  expect(nextField("first_name", draft, shown)).toBe("birth");
  expect(nextField("birth", draft, shown)).toBe("phone");
  expect(nextField("postal_code", withCommune(draft, { name: "Paris", insee: "75056" }), shown)).toBe("address");
  expect(nextField("address", draft, shown)).toBeUndefined();
});

test("what a list does not say leaves the page as it was", () => {
  expect(filledWith(with_({ email: "a@exemple.fr" }), { email: "" }).values.email).toBe("a@exemple.fr");
});
