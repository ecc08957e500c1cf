// Communes by code, postal code and letters: a few made small, and all of France as it is built.

import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Communes, fold, type CommunesFile } from "../../../src/counter/capture/communes";
import { placeOfInsee, placeOfText, searchPlaces } from "../../../src/counter/capture/places";
import { COMMUNES } from "./people";

test("a code gives its commune; a merged one the name it has now", () => {
  expect(COMMUNES.ofInsee("51215")).toEqual({ insee: "51215", name: "Dompremy", postal: ["51300"], former: false });
  expect(COMMUNES.ofInsee("51999")).toMatchObject({ insee: "51999", name: "Larzicourt", former: true });
  expect(COMMUNES.ofInsee("00000")).toBeUndefined();
});

test("a postal code gives today’s communes, no arrondissement", () => {
  expect(COMMUNES.ofPostal("75007").map(({ name }) => name)).toEqual(["Paris"]);
  expect(COMMUNES.ofPostal("51300").map(({ name }) => name)).toEqual(["Dompremy", "Huiron"]);
});

test.each([
  ["par", ["Paris", "Paris 7e Arrondissement"]],
  ["roch", ["La Rochelle"]],
  ["st et", ["Saint-Étienne"]],
  ["DOMPRÉMY", ["Dompremy"]],
  ["arb", ["Arbignieu"]],
  ["xyz", []],
])("letters %s find %j", (letters, names) => {
  expect(COMMUNES.search(letters).map(({ name }) => name)).toEqual(names);
});

test("a name that is the only one is that commune", () => {
  expect(placeOfText("dompremy", COMMUNES, "fr")?.birthplace).toEqual({
    insee: "51215",
    city: "Dompremy",
    country: "FR",
  });
});

test("a name that nobody knows is kept as it was written", () => {
  expect(placeOfText("Villers-Nulle-Part", COMMUNES, "fr")).toEqual({
    label: "Villers-Nulle-Part",
    birthplace: { city: "Villers-Nulle-Part" },
  });
});

test("a country is a place too, by code and by letters", () => {
  expect(placeOfInsee("99352", COMMUNES, "fr")).toEqual({
    label: "Algérie",
    birthplace: { insee: "99352", country: "DZ" },
  });
  expect(searchPlaces("alg", COMMUNES, "en").map(({ label }) => label)).toEqual(["Algeria"]);
  expect(placeOfText("portugal", COMMUNES, "fr")?.birthplace).toEqual({ insee: "99139", country: "PT" });
});

test("without communes a code stays what it is", () => {
  expect(placeOfInsee("51215", undefined, "fr")).toEqual({ label: "51215", birthplace: { insee: "51215" } });
});

test("names are compared without accents, with saint written out", () => {
  expect([fold("Saint-Œuvre"), fold("st œuvre")]).toEqual(["SAINT OEUVRE", "SAINT OEUVRE"]);
});

let folder: string;
let france: Communes;

beforeAll(async () => {
  const { writeCommunes } = (await import("../../../communes.mjs" as string)) as {
    writeCommunes(path: string): Promise<void>;
  };
  folder = await mkdtemp(join(tmpdir(), "communes-"));
  await writeCommunes(join(folder, "communes.json"));
  france = new Communes(JSON.parse(await readFile(join(folder, "communes.json"), "utf8")) as CommunesFile);
});
afterAll(() => rm(folder, { recursive: true }));

test("all of France: the most populous first", () => {
  expect(france.search("par")[0]?.name).toBe("Paris");
  expect(france.search("lyon")[0]?.name).toBe("Lyon");
});

test("all of France: a postal code of several communes, of one", () => {
  expect(france.ofPostal("75007").map(({ name }) => name)).toEqual(["Paris"]);
  expect(france.ofPostal("51300").length).toBeGreaterThan(20);
});

test("all of France: arrondissements, parts and what was merged have their codes", () => {
  expect(["75107", "13201", "2A004", "97105"].map((code) => france.ofInsee(code)?.name)).toEqual([
    "Paris 7e Arrondissement",
    "Marseille 1er Arrondissement",
    "Ajaccio",
    "Basse-Terre",
  ]);
  expect(france.ofInsee("01144")).toMatchObject({ former: true });
  expect(france.ofInsee("01015")).toMatchObject({ name: "Arboys en Bugey", former: false });
});
