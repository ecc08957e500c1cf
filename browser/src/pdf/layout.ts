// Where each line of a section stands: wrapping and columns, in points, knowing nothing of files or typefaces.

import type { Block, Section, Tone } from "./document";

export interface Style {
  readonly size: number;
  readonly bold: boolean;
  readonly tone: Tone;
  /** Space kept below a block, in points. */
  readonly below: number;
}

/** One line: `down` is from the section's top to the line's foot. */
export interface Line {
  readonly text: string;
  readonly left: number;
  readonly down: number;
  readonly style: Style;
}

export interface Laid {
  readonly lines: readonly Line[];
  readonly height: number;
}

/** The width of a text, in points. */
export type Measure = (text: string, style: Style) => number;

export const COLUMN = 471;
const NAMES = 112; // the first column of facts
const LEADING = 1.35;
const STYLES = {
  title: { size: 20, bold: true, tone: "plain", below: 6 },
  heading: { size: 13, bold: true, tone: "plain", below: 3 },
  text: { size: 11, bold: false, tone: "plain", below: 14 },
  quiet: { size: 11, bold: false, tone: "quiet", below: 8 },
  outcome: { size: 26, bold: true, tone: "plain", below: 0 },
  name: { size: 11, bold: false, tone: "quiet", below: 3 },
  value: { size: 11, bold: false, tone: "plain", below: 3 },
} as const satisfies Readonly<Record<string, Style>>;

interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
}

export function lay(section: Section, measure: Measure): Laid {
  return stack(section, (block, top) => layBlock(block, top, measure));
}

/** The text broken at its spaces into lines no wider than `width`; a no-break space is none. */
export function wrap(text: string, width: number, measured: (part: string) => number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const longer = lines.length ? `${lines.at(-1)} ${word}` : word;
    if (lines.length && measured(longer) <= width) lines[lines.length - 1] = longer;
    else lines.push(...cut(word, width, measured));
  }
  return lines;
}

/** A word wider than a line (an address, a lot) goes on below. */
function cut(word: string, width: number, measured: (part: string) => number): string[] {
  const parts = [""];
  for (const letter of word) {
    const longer = (parts.at(-1) ?? "") + letter;
    if (parts.at(-1) && measured(longer) > width) parts.push(letter);
    else parts[parts.length - 1] = longer;
  }
  return parts;
}

function layBlock(block: Block, top: number, measure: Measure): Laid {
  switch (block.kind) {
    case "outcome":
      return write(`${block.sign} ${block.word}`, { ...STYLES.outcome, tone: block.tone }, whole(top), measure);
    case "facts":
      return stack(block.rows, ([name, value], at) => layRow(name, value, top + at, measure));
    case "list":
      return stack(block.items, (item, at) => layItem(item, top + at, measure));
    default:
      return write(block.text, STYLES[block.kind], whole(top), measure);
  }
}

function layRow(name: string, value: string, top: number, measure: Measure): Laid {
  const left = write(name, STYLES.name, { left: 0, top, width: NAMES - 8 }, measure);
  const right = write(value, STYLES.value, { left: NAMES, top, width: COLUMN - NAMES }, measure);
  return { lines: [...left.lines, ...right.lines], height: Math.max(left.height, right.height) };
}

function layItem(item: string, top: number, measure: Measure): Laid {
  const mark = write("•", STYLES.value, { left: 2, top, width: COLUMN }, measure);
  const text = write(item, STYLES.value, { left: 16, top, width: COLUMN - 16 }, measure);
  return { lines: [...mark.lines, ...text.lines], height: text.height };
}

function write(text: string, style: Style, { left, top, width }: Box, measure: Measure): Laid {
  const broken = wrap(text, width, (part) => measure(part, style));
  const lines = broken.map((one, row) => ({ text: one, left, down: top + style.size * (1 + row * LEADING), style }));
  return { lines, height: style.size * LEADING * broken.length + style.below };
}

function whole(top: number): Box {
  return { left: 0, top, width: COLUMN };
}

/** Each below the other. */
function stack<T>(items: readonly T[], layOne: (item: T, top: number) => Laid): Laid {
  const lines: Line[] = [];
  let height = 0;
  for (const item of items) {
    const laid = layOne(item, height);
    lines.push(...laid.lines);
    height += laid.height;
  }
  return { lines, height };
}
