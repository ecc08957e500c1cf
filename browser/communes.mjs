// All French communes in one compact file, from the package that etalab makes of INSEE's and La Poste's lists.
// Columns, one line a commune, the most populous first: so the first that a search finds is the likeliest.

import { readFile, writeFile } from "node:fs/promises";

const SOURCE = "node_modules/@etalab/decoupage-administratif/data/communes.json";
const KINDS = {
  "commune-actuelle": "c",
  "arrondissement-municipal": "a",
  "commune-deleguee": "f",
  "commune-associee": "f",
};

/** Writes `names`, `insee`, `postal` (several codes a line), `kinds` (current, arrondissement, former), `successors` (old, new). */
export async function writeCommunes(path) {
  const all = JSON.parse(await readFile(SOURCE, "utf8"));
  const current = new Map(all.filter(({ type }) => KINDS[type] === "c").map((one) => [one.code, one]));
  const lines = all.map((one) => lineOf(one, current)).sort(byRank);
  const column = (name) => lines.map((line) => line[name]).join("\n");
  const columns = { names: column("name"), insee: column("code"), postal: column("postal"), kinds: column("kind") };
  await writeFile(path, JSON.stringify({ ...columns, successors: successors(all) }));
}

function lineOf({ code, nom, type, codesPostaux, population, chefLieu }, current) {
  const postal = codesPostaux ?? current.get(chefLieu)?.codesPostaux ?? [];
  return { code, name: nom, kind: KINDS[type], postal: postal.join(" "), population: population ?? 0 };
}

// Of one code, what it names today comes before what it named.
function byRank(one, other) {
  const rank = ({ kind }) => (kind === "f" ? 1 : 0);
  return rank(one) - rank(other) || other.population - one.population || (one.code < other.code ? -1 : 1);
}

/** Codes that no line has: those of communes that were merged into another. */
function successors(all) {
  const known = new Set(all.map(({ code }) => code));
  const gone = all.flatMap(({ code, anciensCodes = [] }) => anciensCodes.map((old) => [old, code]));
  return gone.flatMap(([old, code]) => (known.has(old) ? [] : `${old} ${code}`)).join("\n");
}
