// A document drawn as a PDF, and read back.

import { describe, expect, test } from "vitest";
import type { PrintedDocument } from "../../src/pdf/document";
import { draw, UnprintableError } from "../../src/pdf/draw";
import { lay, wrap } from "../../src/pdf/layout";
import { printable } from "../../src/pdf/letters";
import { pagesOf } from "./reader";

const document: PrintedDocument = {
  language: "fr-FR",
  title: "Résultat de test",
  sections: [
    [
      { kind: "title", text: "Résultat de test" },
      { kind: "quiet", text: "Pharmacie du Port" },
    ],
    [
      { kind: "outcome", sign: "−", word: "Négatif", tone: "accent" },
      { kind: "facts", rows: [["Prélevé", "samedi 21 novembre 2026 à\u00a011\u00a0h\u00a036"]] },
      { kind: "list", items: ["Portez un masque.", "Refaites un test ?"] },
    ],
  ],
  foot: "Page {page} sur {pages}",
};

test("what is in the document is in the file, accents and all", async () => {
  expect(pagesOf(await draw(document))).toEqual([
    [
      "Résultat de test",
      "Pharmacie du Port",
      "– Négatif",
      "Prélevé",
      "samedi 21 novembre 2026 à 11 h 36",
      "•",
      "Portez un masque.",
      "•",
      "Refaites un test ?",
      "Page 1 sur 1",
    ],
  ]);
});

test("a reading program is told the language and the title", async () => {
  const raw = Buffer.from(await draw(document)).toString("latin1");
  expect(raw).toContain("/Lang (fr-FR)");
  expect(raw).toContain("/DisplayDocTitle true");
});

test("nothing says when or where it was made", async () => {
  expect(Buffer.from(await draw(document)).toString("latin1")).not.toMatch(/CreationDate|ModDate|Author/);
});

test("the same document gives the same file", async () => {
  expect(await draw(document)).toEqual(await draw(document));
});

test("what must not be overlooked stands on every page", async () => {
  const section = Array.from({ length: 25 }, (_, row) => ({ kind: "text", text: `Ligne ${row}` }) as const);
  const pages = pagesOf(await draw({ ...document, sections: [section, section], head: "Démonstration" }));
  expect(pages.map((page) => page.filter((text) => text === "Démonstration"))).toEqual([
    ["Démonstration"],
    ["Démonstration"],
  ]);
});

test("a section that does not fit the page begins the next", async () => {
  const section = Array.from({ length: 25 }, (_, row) => ({ kind: "text", text: `Ligne ${row}` }) as const);
  const pages = pagesOf(await draw({ ...document, sections: [section, section, section], foot: "{page}/{pages}" }));
  expect(pages.map((page) => [page[0], page.at(-2), page.at(-1)])).toEqual([
    ["Ligne 0", "Ligne 24", "1/3"],
    ["Ligne 0", "Ligne 24", "2/3"],
    ["Ligne 0", "Ligne 24", "3/3"],
  ]);
});

test("a section longer than a page goes on, each line once", async () => {
  const items = Array.from({ length: 200 }, (_, row) => `Ligne ${row}`);
  const pages = pagesOf(await draw({ ...document, sections: [[{ kind: "list", items }]] }));
  expect(pages.length).toBeGreaterThan(3);
  expect(pages.flat().filter((text) => text.startsWith("Ligne"))).toEqual(items);
});

test("letters that the typeface lacks are not left out", async () => {
  const greek = { ...document, title: "Αποτέλεσμα" };
  await expect(draw(greek)).rejects.toBeInstanceOf(UnprintableError);
});

describe("letters", () => {
  test.each([
    ["Éloïse Œuvrard, née à Ÿ", "Éloïse Œuvrard, née à Ÿ"],
    ["COVID‑19 : 37,5 °C − 1", "COVID-19 : 37,5 °C – 1"],
    ["Łukasz Dvořák", "Lukasz Dvorák"],
    ["Şengül Đorđević ı", "Sengül Dordevic i"],
    ["Nguyễn", "Nguyên"],
    ["e\u0301te\u0301", "été"],
  ])("%s is written %s", (text, written) => {
    expect(printable(text)).toBe(written);
  });

  test.each(["Ελένη", "محمد", "明", "💊"])("%s is not", (text) => {
    expect(printable(text)).toBeUndefined();
  });
});

describe("lines", () => {
  const measured = (text: string) => text.length;

  test("break at spaces and not at no-break ones", () => {
    expect(wrap("un deux trois quatre", 9, measured)).toEqual(["un deux", "trois", "quatre"]);
    expect(wrap("à 11\u00a0h\u00a036", 7, measured)).toEqual(["à", "11\u00a0h\u00a036"]);
  });

  test("a word wider than the line goes on below", () => {
    expect(wrap("lot ABCDEFGHIJ fin", 6, measured)).toEqual(["lot", "ABCDEF", "GHIJ", "fin"]);
  });

  test("of two columns stand beside each other", () => {
    const { lines, height } = lay(
      [
        {
          kind: "facts",
          rows: [
            ["Nom", "valeur"],
            ["Autre", "encore"],
          ],
        },
      ],
      measured,
    );
    expect(new Set(lines.map(({ down }) => down)).size).toBe(2);
    expect(height).toBeGreaterThan(lines.at(-1)?.down ?? 0);
  });
});
