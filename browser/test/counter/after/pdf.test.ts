// The doctor's copy on paper: every page has its text, and letters that the typeface lacks do not stop it.

import { PDFDocument } from "@cantoo/pdf-lib";
import { describe, expect, it, test } from "vitest";
import { doctorCopy, type DoctorCopy } from "../../../src/counter/after/doctor";
import { doctorPdf as drawn } from "../../../src/counter/after/pdf";
import { writable } from "../../../src/counter/after/pdf_page";
import { pagesOf } from "../../pdf/reader";
import { result, SHOP, visit } from "./visits";

const doctorPdf = (copy: DoctorCopy) => drawn(copy, { demo: false });

function copyOf(birth_name: string, comment?: string): DoctorCopy {
  const item = result(1, { consent: { test: true, identity: true, doctor: true } });
  const identity = { ...(item.person["identity"] as object), birth_name };
  const rounds = item.rounds.map((round) => ({ ...round, ...(comment && { comment }) }));
  const copy = doctorCopy(visit(1, { ...item, person: { ...item.person, identity }, rounds }), SHOP);
  if (!copy) throw new Error("no copy");
  return copy;
}

test("a copy is one A4 page that names nobody in its description", async () => {
  const pdf = await PDFDocument.load(await doctorPdf(copyOf("TEST-UN")));
  expect([pdf.getPageCount(), pdf.getPage(0).getSize().width]).toEqual([1, 595.28]);
  expect(pdf.getTitle()).toMatch(/^BIO-TROD_[0-9-]+_1$/);
});

test("a copy made again is the same", async () => {
  const [one, two] = await Promise.all([doctorPdf(copyOf("TEST-UN")), doctorPdf(copyOf("TEST-UN"))]);
  expect(one).toEqual(two);
});

test("a long comment is wrapped, and goes on", async () => {
  const pdf = await PDFDocument.load(await doctorPdf(copyOf("TEST-UN", "mot ".repeat(70).trim())));
  expect(pdf.getPageCount()).toBe(1);
});

test("a demonstration's copy says so", async () => {
  const copy = copyOf("TEST-UN");
  const texts = pagesOf(await drawn(copy, { demo: true })).flat();
  expect(texts[0]).toMatch(/^Démonstration/);
  expect(pagesOf(await drawn(copy, { demo: false })).flat()[0]).toMatch(/^Test rapide/);
});

test("a name with letters of another alphabet makes a copy all the same", async () => {
  await expect(doctorPdf(copyOf("ȘTEFĂNESCU-ΤΕΣΤ"))).resolves.toBeInstanceOf(Uint8Array);
});

describe("letters", () => {
  const font = { getCharacterSet: () => Array.from("ABCDEFÉŒ’ -?stena", (letter) => letter.codePointAt(0) ?? 0) };
  it.each([
    ["ÉŒ’", "ÉŒ’"],
    ["Ă", "A"],
    ["Τ", "?"],
    ["A\u202fB\u2011C", "A B-C"],
  ])("%j are written %j", (text, expected) => {
    const known = { getCharacterSet: () => [...font.getCharacterSet(), 0xa0] };
    expect(writable(text, known).replaceAll("\u00a0", " ")).toBe(expected);
  });
});
