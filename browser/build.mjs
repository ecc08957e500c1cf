// Builds what a browser is served: one script a page, one style sheet a file of browser/styles, the typeface
// and the icon.
// Names are constant and there is no source map: the pages' policy names these very files, and nothing else is served.
// A style sheet whose name starts with "_" is a part that others import.

import { copyFile, mkdir, readdir, rm, stat } from "node:fs/promises";
import { build } from "esbuild";

const output = "src/sceau/web/static";
const pages = [{ out: "ticket", in: "browser/src/ticket/main.ts" }];
const styles = "browser/styles";
const typeface = "node_modules/@fontsource-variable/inter/files/inter-latin-wght-normal.woff2";

await rm(output, { recursive: true, force: true });
await mkdir(output, { recursive: true });
await build({
  entryPoints: [...(await pagesWritten()), ...(await styleSheets())],
  outdir: output,
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  charset: "utf8",
  external: ["/static/*"],
  logLevel: "warning",
});
await copyFile(typeface, `${output}/inter.woff2`);
await copyFile(`${styles}/icon.svg`, `${output}/icon.svg`);

async function pagesWritten() {
  const written = await Promise.all(pages.map(({ in: script }) => exists(script)));
  return pages.filter((_, index) => written[index]);
}

async function styleSheets() {
  if (!(await exists(styles))) return {};
  const names = (await readdir(styles)).filter((name) => name.endsWith(".css") && !name.startsWith("_"));
  return names.map((name) => ({ out: name.slice(0, -".css".length), in: `${styles}/${name}` }));
}

function exists(path) {
  return stat(path).then(
    () => true,
    () => false,
  );
}
