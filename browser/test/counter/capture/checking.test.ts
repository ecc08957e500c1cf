// What is wrong with a page, and where it is said.

import { expect, test } from "vitest";
import { checkDraft, checkField, type Surroundings } from "../../../src/counter/capture/checking";
import { NOBODY, typed, type Draft, type FieldName } from "../../../src/counter/capture/draft";
import type { Consent } from "../../../src/counter/contracts";
import { KIT, SETTING } from "./people";

const AROUND: Surroundings = { ...SETTING, kit: KIT };
const ASKED: Consent = { test: true, identity: true };

function page(values: Partial<Record<FieldName, string>>, consent: Consent = ASKED): Draft {
  const draft = Object.entries(values).reduce(
    (one, [name, value]) => typed(one, name as FieldName, value, SETTING),
    NOBODY,
  );
  return { ...draft, consent };
}

function stops(draft: Draft, around = AROUND): readonly string[] {
  return checkDraft(draft, around).flatMap((one) => (one.stops ? one.where : []));
}

const SOMEBODY = { birth_name: "EXEMPLE", first_name: "Jeanne", sex: "F", birth: "28/03/1979" };

test("name, first name, sex and birth date are enough", () => {
  expect(checkDraft(page(SOMEBODY), AROUND)).toEqual([]);
});

test("an empty page lacks these, and the answers", () => {
  expect([...stops(page({}, {}))].sort()).toEqual([
    "birth",
    "birth_name",
    "consent_identity",
    "consent_test",
    "first_name",
    "sex",
  ]);
});

test.each([
  ["no number, no phone, no address", {}],
  ["a year of birth", { birth: "1979" }],
  ["a passport", { number: "19AB12345" }],
  ["a temporary number", { number: "701112233344455" }],
  ["an address abroad", { postal_code: "SW1A 1AA", city: "London", country: "GB" }],
  ["an unknown sex", { sex: "U" }],
  ["a phone abroad", { phone: "+442079460000" }],
])("%s is no wall", (_, values) => {
  expect(stops(page({ ...SOMEBODY, ...values }))).toEqual([]);
});

test("refused identity is no wall either; a refused test is", () => {
  expect(stops(page(SOMEBODY, { test: true, identity: false }))).toEqual([]);
  expect(stops(page(SOMEBODY, { test: false, identity: true }))).toEqual(["consent_test"]);
});

test.each([
  ["number", "27903", "Il manque 10 caractères"],
  ["number", "279035121518988", "la clé"],
  ["number", "7316", "Personne ne s’est pré-inscrit"],
  ["phone", "06 47 15 10", "Il manque 2 chiffres"],
  ["phone", "06 47 15 10 1", "Il manque 1 chiffre\u202f"],
  ["email", "jeanne@", "prenom.nom@exemple.fr"],
  ["postal_code", "7500", "cinq chiffres"],
  ["birth", "31/02/1979", "calendrier"],
  ["birth", "28/03/2027", "après aujourd’hui"],
] as const)("%s %s: %s", (name, value, sentence) => {
  expect(checkField(name, page({ ...SOMEBODY, [name]: value }), AROUND)?.message).toContain(sentence);
});

test("a field that is empty is not blamed when it is left", () => {
  expect(checkField("phone", page({}), AROUND)).toBeUndefined();
});

test("a child without a guardian is said, and stops nobody", () => {
  const found = checkDraft(page({ ...SOMEBODY, birth: "28/03/2015" }), AROUND);
  expect(found).toMatchObject([{ where: "guardian_family", stops: false }]);
});

test("a number that says otherwise is a doubt, not a wall", () => {
  const found = checkDraft(page({ ...SOMEBODY, number: "279035121518989", sex: "M" }), AROUND);
  expect(found).toMatchObject([{ where: "sex", stops: false }]);
});

test("to be told needs a phone or an address, a doctor a name: it is said, and stops nobody", () => {
  const found = checkDraft(page(SOMEBODY, { ...ASKED, notice: true, doctor: true }), AROUND);
  expect(found.map(({ where, stops: wall }) => [where, wall])).toEqual([
    ["doctor_family", false],
    ["consent_notice", false],
  ]);
});

test("no kit, or one that has expired, stops", () => {
  const expired = { ...KIT, device: { ...KIT.device, expiry: "2026-11-20" } };
  expect(stops(page(SOMEBODY), { ...AROUND, kit: undefined })).toEqual(["kit"]);
  expect(stops(page(SOMEBODY), { ...AROUND, kit: expired })).toEqual(["kit"]);
});

test("a demonstration refuses a number that may be somebody’s", () => {
  const demo = { ...AROUND, demo: true };
  const [real, invented] = ["1850578123001", "1850578123000"].map(
    (digits) => digits + String(97 - (Number(digits) % 97)).padStart(2, "0"),
  );
  expect(stops(page({ ...SOMEBODY, sex: "M", birth: "12/05/1985", number: real ?? "" }), demo)).toEqual(["number"]);
  expect(stops(page({ ...SOMEBODY, sex: "M", birth: "12/05/1985", number: invented ?? "" }), demo)).toEqual([]);
  expect(stops(page({ ...SOMEBODY, number: "701112233344455" }), demo)).toEqual(["number"]);
});
