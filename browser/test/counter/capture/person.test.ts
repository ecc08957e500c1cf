// The sections of a person, out of the page and on it again.

import { expect, test } from "vitest";
import { NOBODY, typed, type FieldName } from "../../../src/counter/capture/draft";
import { draftOf, householdOf, personOf, withIns } from "../../../src/counter/capture/person";
import { PERSON } from "../scan/codes";
import { JEANNE, SETTING } from "./people";

function page(values: Partial<Record<FieldName, string>>) {
  return Object.entries(values).reduce(
    (draft, [name, value]) => typed(draft, name as FieldName, value, SETTING),
    NOBODY,
  );
}

const WHOLE = {
  number: "279035121518989",
  birth_name: "PAT-TROIS",
  first_name: "Dominique",
  birth: "28/03/1979",
  phone: "06 47 15 10 10",
  email: "d.pat-trois@exemple.fr",
  postal_code: "75007",
  address: "28 avenue de Breteuil, escalier B",
};
const SECTIONS = {
  identity: {
    birth_name: "PAT-TROIS",
    birth_first_name: "Dominique",
    sex: "F",
    birth_date: "1979-03-28",
    birthplace: { insee: "51215", city: "Dompremy", country: "FR" },
    status: "PROV",
  },
  number: { value: "279035121518989", oid: "1.2.250.1.213.1.4.8" },
  contact: {
    address: {
      lines: ["28 avenue de Breteuil", "escalier B"],
      postal_code: "75007",
      city: "Paris",
      commune: "75056",
      country: "FR",
    },
    phones: [{ number: "0647151010", use: "mobile" }],
    emails: ["d.pat-trois@exemple.fr"],
  },
};

test("a whole page is a whole person", () => {
  expect(personOf(page(WHOLE), SETTING)).toEqual(SECTIONS);
});

test("a person put on the page again is the same person", () => {
  expect(personOf(draftOf(SECTIONS, SETTING), SETTING)).toEqual(SECTIONS);
});

test("an empty page is nobody", () => {
  expect(personOf(NOBODY, SETTING)).toEqual({});
});

test("what the page does not show stays in the record", () => {
  const more = {
    ...SECTIONS,
    identity: { ...SECTIONS.identity, status: "VALI" },
    contact: { ...SECTIONS.contact, emails: ["d.pat-trois@exemple.fr", "autre@exemple.fr"] },
    context: { health_worker: true },
  };
  expect(personOf(draftOf(more, SETTING), SETTING)).toEqual(more);
});

test("a scanned person has all first names, and the first of them", () => {
  const draft = withIns(NOBODY, { ...PERSON, sex: "F", firstNames: "DOMINIQUE MARIE" }, SETTING);
  expect(personOf(draft, SETTING)["identity"]).toMatchObject({
    birth_first_names: "DOMINIQUE MARIE",
    birth_first_name: "DOMINIQUE",
    birth_date: "1979-03-28",
    birthplace: { insee: "51215" },
  });
});

test("a passport’s number has no kind", () => {
  expect(personOf(page({ number: "19AB12345" }), SETTING)["number"]).toEqual({ value: "19AB12345" });
});

test("an address abroad has its country and its own postal code", () => {
  const { contact } = personOf(page({ postal_code: "SW1A 1AA", city: "London", country: "GB" }), SETTING);
  expect(contact).toEqual({ address: { postal_code: "SW1A 1AA", city: "London", country: "GB" } });
});

test("a city that was typed is the commune of its postal code", () => {
  const { contact } = personOf(page({ postal_code: "51300", city: "huiron" }), SETTING);
  expect(contact).toMatchObject({ address: { city: "huiron", commune: "51300" } });
});

test("a phone abroad is written with its country", () => {
  expect(personOf(page({ phone: "0044 20 7946 0000" }), SETTING)["contact"]).toEqual({
    phones: [{ number: "+442079460000" }],
  });
});

test("a guardian is a child’s", () => {
  const guardian = { guardian_family: "MARTIN", guardian_given: "Anne", guardian_phone: "06 47 15 10 10" };
  const of = (birth: string) => personOf(page({ birth_name: "MARTIN", birth, ...guardian }), SETTING)["contact"] ?? {};
  expect(of("28/03/2015")).toEqual({
    guardian: { family: "MARTIN", given: "Anne", phones: [{ number: "0647151010", use: "mobile" }] },
  });
  expect(of("28/03/1979")).toEqual({});
});

test("the same household shares how to reach it, and the adult is the child’s guardian", () => {
  const child = typed(householdOf(SECTIONS, SETTING), "birth", "28/03/2015", SETTING);
  const { contact } = personOf(child, SETTING);
  expect(contact).toMatchObject({
    ...SECTIONS.contact,
    guardian: { family: "PAT-TROIS", given: "Dominique" },
  });
  expect(child.values.birth_name).toBe("");
});

test("a child’s household keeps the child’s guardian", () => {
  const guardian = { family: "MARTIN", given: "Anne" };
  const child = { identity: { birth_name: "MARTIN", birth_date: "2015-03-28" }, contact: { guardian } };
  expect(householdOf(child, SETTING).values).toMatchObject({ guardian_family: "MARTIN", guardian_given: "Anne" });
});

test("a partial birth date stays partial", () => {
  expect(personOf(page({ birth_name: "X", birth: "03/1979" }), SETTING)["identity"]).toMatchObject({
    birth_date: "1979-03",
  });
});

test("symptoms have a date when there are some", () => {
  expect(personOf(page({ symptoms: "onset", onset: "20/11/2026" }), SETTING)["context"]).toEqual({
    symptoms: "onset",
    onset_date: "2026-11-20",
  });
});

test("a returning person’s number is shown again", () => {
  expect(draftOf(JEANNE, SETTING).values.number).toBe("279035121518989");
});
