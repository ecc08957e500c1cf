// Builds the ticket page with one more language that nobody wrote: Arabic letters for English ones, from right to left.
// It proves that such a language is data alone: a line, texts, advice. Nothing of it is served.
//   node browser/test/ticket/pseudo.mjs OUTPUT.js

import { readFile } from "node:fs/promises";
import { build } from "esbuild";

const LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنه";
const CODE = "ar";

/** Every text in Arabic letters; signs, digits and `{names}` stay. */
function pseudo(text) {
  return text.replace(/\{\w+\}|[A-Za-z]/g, (found) =>
    found.startsWith("{") ? found : LETTERS[found.toLowerCase().charCodeAt(0) - 97],
  );
}

function translated(value) {
  if (typeof value === "string") return pseudo(value);
  if (Array.isArray(value)) return value.map(translated);
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, translated(inner)]));
}

/** Beside each English text, one in the language made up. */
function withPseudo(value) {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const inner = Object.fromEntries(Object.entries(value).map(([name, one]) => [name, withPseudo(one)]));
  return "en" in inner ? { ...inner, [CODE]: translated(inner.en) } : inner;
}

const plugin = {
  name: "pseudo",
  setup({ onLoad }) {
    onLoad({ filter: /ticket\/(texts|advice|languages)\.json$/ }, async ({ path }) => {
      const data = withPseudo(JSON.parse(await readFile(path, "utf8")));
      if (path.endsWith("languages.json")) data[CODE] = { locale: "ar", direction: "rtl" };
      return { contents: JSON.stringify(data), loader: "json" };
    });
  },
};

await build({
  entryPoints: ["browser/src/ticket/main.ts"],
  outfile: process.argv[2],
  bundle: true,
  format: "esm",
  target: "es2022",
  charset: "utf8",
  plugins: [plugin],
  logLevel: "warning",
});
