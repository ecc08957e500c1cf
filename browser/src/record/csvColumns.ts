/**
 * The columns of the spreadsheet: their names, and the field each one writes, from the same `columns.json` as the Python side.
 * One row is one test of one person; nothing is guessed from the order of columns. Spec: spec/record.md, CSV.
 */
import raw from "../../../src/sceau/record/columns.json";
import { folded } from "./text";

/** `path` is a place in the sections form. Columns marked `mandatory` must stand in every header. */
export interface Column {
  readonly name: string;
  readonly path: string;
  readonly example?: string;
  readonly mandatory?: boolean;
}

export const columns: readonly Column[] = raw;
export const columnsByName: ReadonlyMap<string, Column> = new Map(columns.map((one) => [one.name, one]));
/** Written beside rows to mend, ignored when the file comes back. */
export const reasons: readonly string[] = ["a_corriger", "to_mend"];
export const sampling = ["date_prelevement", "heure_prelevement"] as const;
export const reading = ["date_lecture", "heure_lecture"] as const;
export const numberKind = "numero_type";

/** A header as the template writes it: `Nom naissance` is `nom_naissance`. */
export function columnName(header: string): string {
  return folded(header).toLowerCase().replaceAll(" ", "_");
}

/** The column that writes the field at `path`, else one inside it, else the one that holds it. */
export function columnOf(path: string): string | undefined {
  const inside = (inner: string, outer: string): boolean =>
    inner.startsWith(`${outer}.`) || inner.startsWith(`${outer}[`);
  const fits = [
    (known: string) => known === path,
    (known: string) => inside(known, path),
    (known: string) => inside(path, known),
  ];
  const found = fits.map((fit) => columns.find((one) => fit(one.path))?.name);
  return found.find((name) => name !== undefined);
}

/** The letters a spreadsheet gives a column; 0 is `A`, 26 is `AA`. */
export function letterOf(index: number): string {
  const before = index >= 26 ? letterOf(Math.floor(index / 26) - 1) : "";
  return before + String.fromCharCode(65 + (index % 26));
}

/** The known column whose name looks most like this one. */
export function nearestColumn(name: string): string {
  const ranked = columns.map((one) => [likeness(one.name, name), one.name] as const);
  return ranked.reduce((best, one) => (one[0] > best[0] ? one : best), [-1, ""] as readonly [number, string])[1];
}

/** Between 0 and 1: twice what both have in common, block by block, over their lengths (Ratcliff and Obershelp). */
function likeness(one: string, other: string): number {
  return (2 * common(one, other)) / (one.length + other.length || 1);
}

function common(one: string, other: string): number {
  const [at, there, length] = longestBlock(one, other);
  if (!length) return 0;
  return (
    common(one.slice(0, at), other.slice(0, there)) +
    length +
    common(one.slice(at + length), other.slice(there + length))
  );
}

function longestBlock(one: string, other: string): readonly [at: number, there: number, length: number] {
  let best: readonly [number, number, number] = [0, 0, 0];
  for (let at = 0; at < one.length; at++)
    for (let there = 0; there < other.length; there++) {
      let length = 0;
      while (at + length < one.length && one[at + length] === other[there + length]) length++;
      if (length > best[2]) best = [at, there, length];
    }
  return best;
}
