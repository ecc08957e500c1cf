// What people type on their own phones.

import { expect, test } from "vitest";
import { isChild, NOTHING, personOf, wrongInReach, wrongInWho, type Typed } from "../../src/prefill/person";
import texts from "../../src/prefill/texts.json";
import { check } from "../../src/record/check";

const TODAY = new Date("2026-11-21T10:00:00Z");

function typed(names: Partial<Typed["texts"]>, changes: Partial<Typed> = {}): Typed {
  const born = { day: "28", month: "3", year: "1979" };
  return {
    texts: { ...NOTHING.texts, birth_name: "Exemple", first_name: "Jeanne", ...names },
    born,
    sex: "F",
    ...changes,
  };
}

test("names, sex and birth date are enough", () => {
  expect(wrongInWho(typed({}), TODAY)).toEqual([]);
  expect(personOf(typed({}), TODAY)).toEqual({
    identity: { birth_name: "EXEMPLE", birth_first_name: "Jeanne", sex: "F", birth_date: "1979-03-28", status: "PROV" },
  });
});

test("everything else has its place", () => {
  const all = typed({
    birthplace: "Dompremy",
    number: "2 79 03 51 215 189 89",
    phone: "06 47 15 10 10",
    email: "Jeanne@Exemple.fr",
    address: "28 avenue de Breteuil",
    postal_code: "75007",
    city: "Paris",
  });
  expect([...wrongInWho(all, TODAY), ...wrongInReach(all)]).toEqual([]);
  expect(personOf(all, TODAY)).toMatchObject({
    identity: { birthplace: { city: "Dompremy" } },
    number: { value: "279035121518989", oid: "1.2.250.1.213.1.4.8" },
    contact: {
      address: { lines: ["28 avenue de Breteuil"], postal_code: "75007", city: "Paris", country: "FR" },
      phones: [{ number: "0647151010" }],
      emails: ["jeanne@exemple.fr"],
    },
  });
});

test("what is typed passes the checks of a record", () => {
  const person = personOf(typed({ phone: "+44 20 7946 0000", number: "701112233344455" }), TODAY);
  const about = check(person, TODAY).filter(({ path }) => /^(identity|number|contact)/.test(path));
  expect(about).toEqual([]);
});

test("an empty screen says all that it lacks", () => {
  expect(wrongInWho(NOTHING, TODAY)).toEqual(["birth_name", "first_name", "born", "sex"]);
});

test.each([
  [{ number: "279035121518988" }, ["number"]],
  [{ number: "701112233344455" }, []],
])("number %j", (names, wrong) => {
  expect(wrongInWho(typed(names), TODAY)).toEqual(wrong);
});

test.each([
  [{ phone: "06 47 15 10" }, ["phone"]],
  [{ phone: "+44 20 7946 0000" }, []],
  [{ email: "jeanne@" }, ["email"]],
  [{}, []],
])("to be reached by %j", (names, wrong) => {
  expect(wrongInReach(typed(names))).toEqual(wrong);
});

test("a date may lack its day, or its day and month", () => {
  const born = (boxes: Typed["born"]) => personOf(typed({}, { born: boxes }), TODAY)["identity"];
  expect(born({ day: "", month: "3", year: "1979" })).toMatchObject({ birth_date: "1979-03" });
  expect(born({ day: "", month: "", year: "1979" })).toMatchObject({ birth_date: "1979" });
  expect(wrongInWho(typed({}, { born: { day: "31", month: "2", year: "1979" } }), TODAY)).toEqual(["born"]);
});

test("a child brings whoever answers for them", () => {
  const names = { guardian_family: "Exemple", guardian_given: "Anne" };
  const child = typed(names, { born: { day: "28", month: "3", year: "2015" } });
  expect(isChild(child, TODAY)).toBe(true);
  expect(personOf(child, TODAY)["contact"]).toEqual({ guardian: { family: "EXEMPLE", given: "Anne" } });
  expect(personOf(typed(names), TODAY)).not.toHaveProperty("contact");
});

test("no sentence is longer than twelve words, and both languages say the same things", () => {
  const sentences = (value: unknown): string[] =>
    typeof value === "string" ? value.split(/(?<=[.?!]) /) : Object.values(value as object).flatMap(sentences);
  for (const language of [texts.fr, texts.en])
    for (const sentence of sentences(language))
      expect([sentence, sentence.split(/[\s\u202f]+/).length <= 12]).toEqual([sentence, true]);
  expect(sentences(texts.fr)).toHaveLength(sentences(texts.en).length);
});
