// Keys that follow each other faster than a hand moves may be a scanner's. Speed alone does not decide, since programs type
// too: the keys are a scan from the moment they read like one, and from then on nothing else on the page gets them.

import { beginningOfBox, readBox, type Box } from "./gs1";
import { beginningOfContact, isOpenContact, readContact, type ContactCard } from "./contact";
import { beginningOfIns, readIns, type InsPerson } from "./ins";
import { characterAt, readings } from "./layouts";
import { SEPARATOR } from "./separators";

export type Scan =
  | { readonly kind: "person"; readonly person: InsPerson }
  | { readonly kind: "kit"; readonly box: Box }
  | { readonly kind: "contact"; readonly card: ContactCard }
  | { readonly kind: "unreadable" };

/** A keydown: `at` in milliseconds, of any clock. */
export interface Key {
  readonly key: string;
  readonly code: string;
  readonly shifted: boolean;
  readonly control: boolean;
  readonly at: number;
}

/** `begin`: the first key after a pause. `typed`: not ours so far. `ours`: keep it from the page. `end`: the scan is whole. */
export type Taken = "begin" | "typed" | "ours" | "end";

/** Milliseconds between keys: after the first, hands may have paused; after the second, what came before is forgotten. */
const [PAUSE, FORGET] = [300, 1500];
const ENDS = new Set(["Enter", "Tab"]);
const SILENT = new Set(["Shift", "CapsLock", "Control", "Alt", "AltGraph", "NumLock", "Unidentified"]);

const LONGEST_BEGINNING = 32;
const BEGINNINGS = [beginningOfIns, beginningOfBox, beginningOfContact];

export class Burst {
  #typed = "";
  #byPlace = "";
  #last = -Infinity;
  #ours = false;
  #ended = -Infinity;

  take(key: Key): Taken {
    const since = key.at - this.#last;
    this.#last = key.at;
    if (SILENT.has(key.key)) return this.#ours ? "ours" : "typed";
    if (ENDS.has(key.key)) return this.#suffix(key.at);
    if (since > FORGET && !this.#ours) this.#reset();
    const begins = this.#typed === "" || since > PAUSE;
    this.#add(key);
    if (!this.#ours) this.#recognise();
    return this.#ours ? "ours" : begins ? "begin" : "typed";
  }

  /** Whether a scan goes on that no key has ended yet. */
  get open(): boolean {
    return this.#ours;
  }

  /** Whether it says all that such a code does: nothing has to be waited for. */
  get whole(): boolean {
    const scan = read(readings(this.#typed, this.#byPlace));
    return scan?.kind === "person" ? scan.person.insee !== undefined : scan !== undefined;
  }

  /** The scan, once no more keys come. */
  finish(): Scan {
    const texts = readings(this.#typed, this.#byPlace);
    this.#reset();
    return read(texts) ?? { kind: "unreadable" };
  }

  // What was typed just before is no part of it.
  #recognise(): void {
    const texts = readings(this.#typed, this.#byPlace);
    const length = Math.max(...texts.flatMap((text) => BEGINNINGS.map((beginning) => beginning(text))));
    this.#ours = length > 0;
    const kept = length || LONGEST_BEGINNING;
    [this.#typed, this.#byPlace] = [this.#typed.slice(-kept), this.#byPlace.slice(-kept)];
  }

  // Some scanners end with two keys (Tab and Enter): the second is nobody's either.
  #suffix(at: number): Taken {
    if (this.#ours && readings(this.#typed, this.#byPlace).some(isOpenContact)) {
      [this.#typed, this.#byPlace] = [`${this.#typed}\n`, `${this.#byPlace}\n`];
      return "ours";
    }
    if (this.#ours) {
      this.#ended = at;
      return "end";
    }
    this.#reset();
    return at - this.#ended <= PAUSE ? "ours" : "typed";
  }

  #add({ key, code, shifted, control }: Key): void {
    if (control || key === "F8" || key === SEPARATOR) return this.#separate();
    if (key === "Dead") this.#byPlace += characterAt(code, shifted) ?? "";
    else if ([...key].length > 1) return this.#ours ? undefined : this.#reset();
    else [this.#typed, this.#byPlace] = [this.#typed + key, this.#byPlace + (characterAt(code, shifted) ?? key)];
  }

  // Scanners press Ctrl+] or F8 for what no key writes.
  #separate(): void {
    if (!this.#ours) return this.#reset();
    [this.#typed, this.#byPlace] = [this.#typed + SEPARATOR, this.#byPlace + SEPARATOR];
  }

  #reset(): void {
    [this.#typed, this.#byPlace, this.#ours] = ["", "", false];
  }
}

/** What a picture or a pasted text says. */
export function read(texts: readonly string[]): Scan | undefined {
  const person = readIns(texts);
  if (person) return { kind: "person", person };
  const card = readContact(texts);
  if (card) return { kind: "contact", card };
  const box = readBox(texts);
  return box && { kind: "kit", box };
}
