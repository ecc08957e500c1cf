// All French communes, in memory once they are needed: by code, by postal code, by letters without accents.
// The file (communes.mjs) is sorted so that the first found is the likeliest; a search is one pass over one text.

import { folded } from "../../record/text";

export interface Commune {
  readonly insee: string;
  readonly name: string;
  readonly postal: readonly string[];
  /** Its name was another's, or it is a part of another, now. */
  readonly former: boolean;
}

export interface CommunesFile {
  readonly names: string;
  readonly insee: string;
  readonly postal: string;
  readonly kinds: string;
  /** `old new`, one line each: codes that no line of `insee` has. */
  readonly successors: string;
}

const FILE = "/static/communes.json";
const LINE = 6; // a code and its line feed

export class Communes {
  readonly #names: readonly string[];
  readonly #postal: readonly string[];
  readonly #kinds: readonly string[];
  /** Folded names, one a line, and where each line begins. */
  readonly #letters: string;
  readonly #starts: readonly number[];
  #byPostal: ReadonlyMap<string, readonly number[]> | undefined;

  constructor(private readonly file: CommunesFile) {
    this.#names = file.names.split("\n");
    this.#postal = file.postal.split("\n");
    this.#kinds = file.kinds.split("\n");
    this.#letters = `\n${foldLines(file.names)}\n`;
    this.#starts = startsOf(this.#letters);
  }

  /** The commune of a code, of today's or, for what was merged, the one that it belongs to. */
  ofInsee(insee: string): Commune | undefined {
    const index = this.#indexOf(insee);
    if (index !== undefined) return this.#at(index);
    const successor = new RegExp(`^${insee} (\\w{5})$`, "m").exec(this.file.successors)?.[1];
    const heir = successor === undefined ? undefined : this.#indexOf(successor);
    return heir === undefined ? undefined : { ...this.#at(heir), insee, former: true };
  }

  /** Today's communes that a postal code serves, the most populous first. */
  ofPostal(code: string): readonly Commune[] {
    this.#byPostal ??= this.#postalIndex();
    return (this.#byPostal.get(code) ?? []).map((index) => this.#at(index));
  }

  /** Those whose name begins with the letters, then those with a word that does. */
  search(letters: string, most = 6): readonly Commune[] {
    const wanted = fold(letters);
    if (!wanted) return [];
    const found = new Set([...this.#found(`\n${wanted}`, most), ...this.#found(` ${wanted}`, most)]);
    return [...found].slice(0, most).map((index) => this.#at(index));
  }

  /** The one that is called so and has no namesake among today's; undefined otherwise. */
  named(name: string): Commune | undefined {
    const found = this.#found(`\n${fold(name)}\n`, 2).filter((index) => this.#kinds[index] !== "f");
    return found.length === 1 && found[0] !== undefined ? this.#at(found[0]) : undefined;
  }

  #found(pattern: string, most: number): number[] {
    const found: number[] = [];
    for (let at = this.#letters.indexOf(pattern); at >= 0 && found.length < most;) {
      found.push(lineAt(this.#starts, at + 1));
      at = this.#letters.indexOf(pattern, at + 1);
    }
    return found;
  }

  #indexOf(insee: string): number | undefined {
    const at = /^\w{5}$/.test(insee) ? `\n${this.file.insee}\n`.indexOf(`\n${insee}\n`) : -1;
    return at < 0 ? undefined : at / LINE;
  }

  #postalIndex(): ReadonlyMap<string, readonly number[]> {
    const index = new Map<string, number[]>();
    for (const [line, codes] of this.#postal.entries()) {
      if (this.#kinds[line] !== "c") continue;
      for (const code of codes.split(" ")) index.set(code, [...(index.get(code) ?? []), line]);
    }
    return index;
  }

  #at(index: number): Commune {
    const insee = this.file.insee.slice(index * LINE, index * LINE + LINE - 1);
    const postal = (this.#postal[index] ?? "").split(" ").filter(Boolean);
    return { insee, postal, name: this.#names[index] ?? "", former: this.#kinds[index] === "f" };
  }
}

/** Loaded at most once by whoever keeps the promise. */
export async function loadCommunes(): Promise<Communes> {
  const response = await fetch(FILE);
  if (!response.ok) throw new Error("no communes");
  return new Communes((await response.json()) as CommunesFile);
}

/** As names are compared: no accents, no case, words apart by one space, St written out. */
export function fold(text: string): string {
  return folded(text)
    .replace(/(^| )ST(E?) /g, "$1SAINT$2 ")
    .trim();
}

// The same for all names at once: one long text costs a tenth of as many short ones.
function foldLines(names: string): string {
  const letters = names
    .replaceAll(/œ/gi, "OE")
    .normalize("NFD")
    .replaceAll(/[\u0300-\u036f]/g, "")
    .toUpperCase();
  return letters.replaceAll(/[^A-Z0-9\n]+/g, " ").replaceAll(/ ?\n ?/g, "\n");
}

function startsOf(letters: string): number[] {
  const starts: number[] = [];
  for (let at = letters.indexOf("\n"); at >= 0; at = letters.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}

/** The line that holds a position: the last one that begins at or before it. */
function lineAt(starts: readonly number[], position: number): number {
  let [low, high] = [0, starts.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? Infinity) <= position) low = middle;
    else high = middle - 1;
  }
  return low;
}
