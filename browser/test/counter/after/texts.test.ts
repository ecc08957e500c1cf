// Both languages whole, and French as it is printed.

import { describe, expect, it } from "vitest";
import after from "../../../src/counter/after/texts.json";
import files from "../../../src/counter/files/texts.json";

function textsOf(value: unknown, place = ""): [place: string, text: string][] {
  if (typeof value === "string") return [[place, value]];
  return Object.entries(value as object).flatMap(([name, inner]) => textsOf(inner, `${place}.${name}`));
}

describe.each([
  ["the day", after],
  ["files", files],
])("the texts of %s", (_, texts) => {
  const [french, english] = [textsOf(texts.fr), textsOf(texts.en)];

  it("say the same things in both languages, with the same values", () => {
    const shape = (all: typeof french): string[] =>
      all.map(([place, text]) => `${place} ${(text.match(/\{\w+\}/g) ?? []).sort().join()}`);
    expect(shape(french)).toEqual(shape(english));
  });

  it("have a narrow no-break space before double signs, and curved apostrophes", () => {
    expect(french.filter(([, text]) => /[^\u202f][;!?:]/.test(text) || text.includes("'"))).toEqual([]);
  });
});
