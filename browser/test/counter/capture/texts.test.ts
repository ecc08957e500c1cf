// What the page says, in both languages.

import { expect, test } from "vitest";
import capture from "../../../src/counter/capture/texts.json";
import prefill from "../../../src/counter/prefill/texts.json";
import scan from "../../../src/counter/scan/texts.json";

function said(texts: object, path = ""): (readonly [string, string])[] {
  return Object.entries(texts).flatMap(([name, one]) =>
    typeof one === "string" ? [[`${path}${name}`, one] as const] : said(one as object, `${path}${name}.`),
  );
}

test.each([
  ["capture", capture],
  ["scan", scan],
  ["prefill", prefill],
])("%s says the same things in French and in English", (_, texts) => {
  expect(said(texts.fr).map(([path]) => path)).toEqual(said(texts.en).map(([path]) => path));
});

test("French is set as French is: narrow spaces, round apostrophes", () => {
  const straight = [capture, scan, prefill]
    .flatMap(({ fr }) => said(fr))
    .filter(([, text]) => /'| [;!?:»]|« /.test(text));
  expect(straight).toEqual([]);
});
