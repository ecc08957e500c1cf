// What a phone downloads: the files that build.mjs wrote, as the services serve them.

import { readdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";

const folder = new URL("../../src/sceau/web/static/", import.meta.url);
const budgetInBytes = 100_000;
/** What is served as it lies there; the pages and their manifest are in folders of their own, one a kind of service. */
const names = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map(({ name }) => name);

function transferredBytes(name: string): number {
  const content = readFileSync(new URL(name, folder));
  return name.endsWith(".woff2") ? content.length : gzipSync(content).length;
}

test("the typeface is served from here", () => {
  expect(names).toContain("inter.woff2");
});

test("nothing is served but scripts, style sheets, the typeface, the icon, the scanner and lists", () => {
  expect(names.filter((name) => !/^[\w-]+\.(js|css|woff2|svg|wasm|json)$/.test(name))).toEqual([]);
});

/** A script and those that it loads at once; what it loads when used is left out. */
function loadedWith(script: string): string[] {
  const content = readFileSync(new URL(script, folder), "utf8");
  const imported = [...content.matchAll(/\b(?:from|import)\s*"\.\/([\w-]+\.js)"/g)].map(([, name = ""]) => name);
  return [script, ...imported.flatMap(loadedWith)];
}

test("the ticket page fits its budget, typeface and icon included", () => {
  const page = new Set([...loadedWith("ticket.js"), "usual/ticket.html", "ticket.css", "inter.woff2", "icon.svg"]);
  const total = [...page].map(transferredBytes).reduce((sum, bytes) => sum + bytes, 0);
  expect(total).toBeLessThan(budgetInBytes);
});

test("what draws a PDF is not part of the page, and is there when it is wanted", () => {
  const loaded = loadedWith("ticket.js");
  expect(loaded.filter((name) => name.startsWith("draw-"))).toEqual([]);
  const content = loaded.map((name) => readFileSync(new URL(name, folder), "utf8")).join("\n");
  const wanted = /import\("\.\/(draw-\w+\.js)"\)/.exec(content)?.[1];
  expect(names).toContain(wanted);
});
