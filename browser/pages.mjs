// Writes the pages that browsers open, what installs the counter, and the manifest of everything a browser is served:
// {"files": {path: SHA-256}}, whose hash the relay puts in its ledger (spec/ledger.md §3).
// The one idea: a page is the same bytes for everybody, so that anybody can tell whether he was given what everybody was.
// There is one set for use and one for demonstrations, which say so on every page.

import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";

/** What the relay serves under which path (src/sceau/relay/urls.py). */
const addresses = {
  ticket: ["/t"],
  prefill: ["/p"],
  counter: ["board", "day", "files", "members", "keys", "signup", "join", "signin", "setup"].map((screen) =>
    screen === "board" ? "/counter" : `/counter/${screen}`,
  ),
};
const sources = "browser/pages";
const banner = "src/sceau/relay/templates/relay/demonstration.html";
/** The counter's service worker may bring a kept page and a fresh script: a browser would then refuse the script. */
const withoutIntegrity = ["counter"];
const installing = {
  short_name: "Sceau",
  lang: "fr",
  start_url: "/counter",
  scope: "/counter",
  display: "standalone",
  background_color: "#fbfbf8",
  theme_color: "#0b6b50",
  icons: [{ src: "/static/icon.svg", sizes: "any", type: "image/svg+xml", purpose: "any" }],
};

/** Below `output`, which holds every static file already. */
export async function writePages(output) {
  const files = await filesOf(output);
  await writeSet(output, "usual", files, { name: "Sceau", banner: "" });
  const demonstration = { name: "Sceau (démonstration)", banner: (await readFile(banner, "utf8")).trim() };
  await writeSet(output, "demonstration", files, demonstration);
}

async function writeSet(output, set, files, { name, banner }) {
  const folder = `${output}/${set}`;
  const served = new Map([...files].map(([file, content]) => [`/static/${file}`, content]));
  served.set("/counter/service-worker.js", files.get("service-worker.js"));
  await mkdir(folder);
  const keep = async (file, content, paths) => {
    const bytes = Buffer.from(content);
    await writeFile(`${folder}/${file}`, bytes);
    for (const path of paths) served.set(path, bytes);
  };
  for (const [page, paths] of Object.entries(addresses)) {
    const source = await readFile(`${sources}/${page}.html`, "utf8");
    const text = source.replace("<!-- demonstration -->", () => banner);
    await keep(`${page}.html`, withoutIntegrity.includes(page) ? text : withIntegrity(text, files), paths);
  }
  await keep("counter.webmanifest", JSON.stringify({ ...installing, name }), ["/counter/manifest.webmanifest"]);
  await writeFile(`${folder}/bundle.json`, manifest(served));
}

/** Scripts and style sheets, each bound to its content. */
function withIntegrity(text, files) {
  return text.replace(/(?:src|href)="\/static\/([^"]+\.(?:js|css))"/g, (named, file) => {
    const digest = createHash("sha384").update(files.get(file)).digest("base64");
    return `${named} integrity="sha384-${digest}"`;
  });
}

/** In its one form: names in order, no space. */
function manifest(served) {
  const hashes = [...served].map(([path, content]) => [path, createHash("sha256").update(content).digest("hex")]);
  return JSON.stringify({ files: Object.fromEntries(hashes.sort(([one], [other]) => (one < other ? -1 : 1))) });
}

async function filesOf(folder) {
  const names = (await readdir(folder)).sort();
  return new Map(await Promise.all(names.map(async (name) => [name, await readFile(`${folder}/${name}`)])));
}
