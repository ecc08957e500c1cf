// Builds what a browser is served: scripts a page, one style sheet a file of browser/styles, the typeface, the icon, and
// the pages themselves with the manifest of it all (pages.mjs).
// The pages' names are constant and there is no source map: their policy names this service alone, and nothing else is
// served. What a page loads only when used (scanner, PDF, communes) is a file of its own, named after its content.
// A style sheet whose name starts with "_" is a part that others import.

import { copyFile, mkdir, readdir, rm, stat, writeFile } from "node:fs/promises";
import { build } from "esbuild";
import { writeCommunes } from "./communes.mjs";
import { writePages } from "./pages.mjs";

/** Elsewhere when told, so that somebody can build again and compare. */
const output = process.argv[2] ?? "src/sceau/web/static";
/** Each group is built apart, so that one page's parts never weigh on another. */
const groups = [
  { ticket: "browser/src/ticket/main.ts" },
  { counter: "browser/src/counter/main.tsx" },
  { prefill: "browser/src/prefill/main.ts" },
  { operator: "browser/src/operator/main.ts" },
  { status: "browser/src/status/main.ts" },
  { "counter-worker": "browser/src/counter/files/worker.ts" },
  { "service-worker": "browser/src/counter/offline/worker.ts" },
];
const styles = "browser/styles";
const typeface = "node_modules/@fontsource-variable/inter/files/inter-latin-wght-normal.woff2";
const scanner = "node_modules/zxing-wasm/dist/reader/zxing_reader.wasm";
const options = {
  outdir: output,
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  charset: "utf8",
  jsx: "automatic",
  jsxImportSource: "preact",
  splitting: true,
  chunkNames: "[name]-[hash]",
  external: ["/static/*"],
  logLevel: "warning",
};

await rm(output, { recursive: true, force: true });
await mkdir(output, { recursive: true });
for (const group of await groupsWritten()) await build({ ...options, entryPoints: group });
await build({ ...options, entryPoints: await styleSheets() });
await copyFile(typeface, `${output}/inter.woff2`);
await copyFile(scanner, `${output}/scanner.wasm`);
await writeCommunes(`${output}/communes.json`);
await copyFile(`${styles}/icon.svg`, `${output}/icon.svg`);
await writeFile(`${output}/files.json`, JSON.stringify((await readdir(output)).sort()));
await writePages(output);

async function groupsWritten() {
  const written = await Promise.all(groups.map((group) => exists(Object.values(group)[0])));
  return groups.filter((_, index) => written[index]);
}

async function styleSheets() {
  const names = (await readdir(styles)).filter((name) => name.endsWith(".css") && !name.startsWith("_"));
  return names.map((name) => ({ out: name.slice(0, -".css".length), in: `${styles}/${name}` }));
}

function exists(path) {
  return stat(path).then(
    () => true,
    () => false,
  );
}
