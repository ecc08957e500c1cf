import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import catalogue from "../../spec/errors.json";
import { check } from "../src/record/check";
import { message, problem } from "../src/record/problems";
import type { Plain } from "../src/record/shape";

interface Case {
  readonly name: string;
  readonly now: string;
  readonly withheld?: string[];
  readonly input: Plain;
  readonly errors: { code: string; path: string; severity: string }[];
}

const folder = new URL("../../spec/cases/", import.meta.url);
const cases = readdirSync(folder)
  .filter((name) => name.endsWith(".json"))
  .map((name) => JSON.parse(readFileSync(new URL(name, folder), "utf8")) as Case);

const sorted = (problems: Case["errors"]): string[] =>
  problems.map(({ code, path, severity }) => `${path} ${code} ${severity}`).sort();

describe("a record gets exactly the problems of its case", () => {
  it.each(cases)("$name", ({ input, now, withheld, errors }) => {
    expect(sorted(check(input, new Date(now), withheld))).toEqual(sorted(errors));
  });
});

describe("every message", () => {
  const sections = Object.entries(catalogue).filter(([, one]) => one.where === "sections");
  it("of a problem that is not a record's says what to do as well", () => {
    const found = problem("conflict", "header.id");
    expect(message(found, "en")).toBe(`${catalogue.conflict.en} ${catalogue.conflict.do_en}`);
  });
  it.each(sections)("%s leaves no gap in French or English", (code) => {
    const found = problem(code, "identity.sex", { min: 15, max: 20 });
    for (const language of ["fr", "en"] as const) expect(message(found, language)).not.toMatch(/[{}]|undefined/);
  });
});
