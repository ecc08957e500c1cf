// What the board says of a person.

import { expect, test } from "vitest";
import { analyteNames, companion, gapsOf, isMinor, shortName } from "../../../src/counter/board/person";
import { COVID, FLU_A, KIT } from "./rows";

const identity = (fields: object) => ({ identity: fields });

test("a first name and an initial", () => {
  expect(shortName(identity({ birth_name: "ROCHE-TEST", birth_first_name: "CAMILLE" }))).toBe("Camille R.");
});

test("the names a person uses come before those of birth", () => {
  const names = { birth_name: "A", used_name: "BÉ", birth_first_name: "ANNE", used_first_name: "ÉLISE-MARIE" };
  expect(shortName(identity(names))).toBe("Élise-Marie B.");
});

test("of several first names the first one", () => {
  expect(shortName(identity({ birth_name: "N", birth_first_names: "JEANNE LOUISE" }))).toBe("Jeanne N.");
});

test("a child's companion by title and initial", () => {
  expect(companion({ contact: { guardian: { prefix: "MME", family: "NOVA" } } })).toBe("Mme N.");
});

test("the eighteenth birthday ends childhood", () => {
  const person = identity({ birth_date: "2008-11-21" });
  expect([isMinor(person, "2026-11-20"), isMinor(person, "2026-11-21")]).toEqual([true, false]);
});

test("a birth date that is none makes nobody a child", () => {
  expect(isMinor(identity({ birth_date: "2008-13" }), "2026-11-21")).toBe(false);
});

test("a refusal is an answer, not a gap", () => {
  expect(gapsOf({ test: true, identity: false })).toEqual([]);
});

test("analytes are named by their diseases", () => {
  expect(analyteNames({ ...KIT, analytes: [COVID, FLU_A] }, "fr")).toBe("COVID‑19 · Grippe A");
});

test("two analytes of one disease are named apart", () => {
  const urine = ["5799-2", "5802-4"].map((loinc) => ({ disease: "N30.0", loinc }));
  expect(analyteNames({ ...KIT, analytes: urine }, "fr")).toBe("Leucocyte estérase · Nitrites");
});
