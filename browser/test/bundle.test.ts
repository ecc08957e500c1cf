// What a phone downloads: the files that build.mjs wrote, as the services serve them.

import { readdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";

const folder = new URL("../../src/sceau/web/static/", import.meta.url);
const budgetInBytes = 100_000;
const names = readdirSync(folder);

function transferredBytes(name: string): number {
  const content = readFileSync(new URL(name, folder));
  return name.endsWith(".woff2") ? content.length : gzipSync(content).length;
}

test("the typeface is served from here", () => {
  expect(names).toContain("inter.woff2");
});

test("nothing but scripts, style sheets, the typeface and the icon is served", () => {
  expect(names.filter((name) => !/^[a-z]+\.(js|css|woff2|svg)$/.test(name))).toEqual([]);
});

test("the ticket page fits its budget, typeface and icon included", () => {
  const page = names.filter((name) => name.startsWith("ticket.") || ["inter.woff2", "icon.svg"].includes(name));
  const total = page.map(transferredBytes).reduce((sum, bytes) => sum + bytes, 0);
  expect(total).toBeLessThan(budgetInBytes);
});
