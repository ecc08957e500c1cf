// The document that a person keeps: who was tested, each result that counts, what to do, whom to call; and what is not in it.

import { describe, expect, test } from "vitest";
import { draw } from "../../src/pdf/draw";
import { textsOf } from "../../src/pdf/document";
import { textsIn } from "../../src/ticket/language";
import { fileName, paper } from "../../src/ticket/paper";
import type { Reading } from "../../src/ticket/reading";
import { pagesOf } from "../pdf/reader";

const reading: Reading = {
  firstName: "Dominique",
  person: { name: "Dominique EXEMPLE", born: "1979-03-28" },
  analytes: [{ disease: "U07.1", loinc: "94558-4", outcome: "260385009", comment: "" }],
  sampled: "2026-11-21T11:36:00+01:00",
  professional: "Camille Inventé",
  device: "COVID-VIRO",
  lot: "A12345",
  pharmacy: { name: "Pharmacie du Port", phone: "0199000000" },
  named: true,
};
const angina: Reading = {
  ...reading,
  analytes: [{ disease: "J02.0", loinc: "78012-2", outcome: "10828004", comment: "Trait net." }],
  sampled: "2026-11-21T12:00:00+01:00",
};
const inFrench = (...readings: Reading[]) => textsOf(paper(readings, "fr", textsIn("fr"))).join("\n");

test("says who was tested, the result, when, with what, what to do and whom to call", () => {
  const text = inFrench(reading);
  for (const said of [
    "Dominique EXEMPLE",
    "28 mars 1979",
    "COVID‑19",
    "Négatif",
    "samedi 21 novembre 2026",
    "lot A12345",
    "Portez un masque.",
    "Pharmacie du Port",
    "01\u00a099\u00a000\u00a000\u00a000",
  ]) {
    expect(text).toContain(said);
  }
});

test("has every result of the ticket, what was found first in what to do", () => {
  const text = inFrench(angina, reading);
  expect(text).toContain("Négatif");
  expect(text).toContain("Positif");
  expect(text).not.toContain("Vous avez des symptômes");
});

test("says that a result replaces another, and leaves that one out", () => {
  const old = { ...reading, analytes: [{ ...reading.analytes[0]!, outcome: "10828004" }], correctedOn: 20_778 };
  const text = inFrench({ ...reading, corrects: 20_778 }, old);
  expect(text).toContain("Corrigé le 21 novembre 2026. Ce résultat en remplace un autre.");
  expect(text).not.toContain("Positif");
});

test("leaves out what is not known", () => {
  const text = inFrench({ ...reading, person: { name: "", born: "" }, pharmacy: { name: "", phone: "" } });
  expect(text).not.toMatch(/Personne testée|Naissance|Téléphone/);
});

test("is in the language of the page", () => {
  const english = paper([reading], "en", textsIn("en"));
  expect(english.language).toBe("en-GB");
  expect(textsOf(english).join("\n")).toMatch(/Test result[\s\S]*28 March 1979[\s\S]*Negative/);
});

describe("the file", () => {
  test("is named after the day, and says neither who nor what", () => {
    expect(fileName([reading], textsIn("fr"))).toBe("resultat-2026-11-21.pdf");
    expect(fileName([reading], textsIn("en"))).toBe("result-2026-11-21.pdf");
  });

  test("has each text of the document, once, on one page", async () => {
    const [page, ...more] = pagesOf(await draw(paper([reading], "fr", textsIn("fr"))));
    expect(more).toEqual([]);
    expect(page?.slice(0, 3)).toEqual(["Résultat de test", "Personne testée", "Dominique EXEMPLE"]);
    expect(page).toContain("– Négatif");
    expect(page?.at(-1)).toBe("Page 1 sur 1");
  });
});
