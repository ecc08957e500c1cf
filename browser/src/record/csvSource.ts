/**
 * The raw rows of a CSV file: which encoding, which separator, which row number a spreadsheet shows. Spec: spec/record.md, CSV.
 */
import { at, problem, type Problem } from "./problems";

/** A file that cannot be read at all: every problem of its header. */
export class FileInvalid extends Error {
  constructor(readonly problems: readonly Problem[]) {
    super(problems.map((one) => one.code).join(", "));
  }
}

export type RawRow = readonly [number: number, cells: readonly string[] | Problem];

const workbooks = ["504b0304", "d0cf11e0"]; // xlsx and ods; xls
const utf16 = ["fffe", "feff"];
/** Windows-1252 from 0x80 to 0x9f, the rest being as in Unicode; a space is a byte that stands for nothing. */
const windows = "€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ";
const fieldLimit = 131_072; // of Python's reader: an unclosed quotation mark is noticed before the file's end

/** Row number and cells of each row, blank ones included; a Problem in place of the cells ends the file. */
export function rawRows(data: Uint8Array): Generator<RawRow> {
  const text = decoded(data);
  // A spreadsheet's own hint, which it does not show as a row.
  const hint = /^sep=[^\r\n]*(?:\r\n|\r|\n|$)/i.exec(text)?.[0].length ?? 0;
  return numbered(text, hint, separatorOf(/[^\r\n]*/.exec(text.slice(hint, hint + 65_536))?.[0] ?? ""));
}

function* numbered(text: string, from: number, separator: string): Generator<RawRow> {
  let place = from;
  for (let number = 1; place < text.length; number++) {
    const row = readRow(text, place, separator);
    yield [number, row?.cells ?? at(problem("quote-broken", ""), number)];
    place = row?.next ?? text.length;
  }
}

interface Read {
  readonly cells: readonly string[];
  readonly next: number;
}

/** The row that begins at `from`; undefined when its quotation marks are broken. */
function readRow(text: string, from: number, separator: string): Read | undefined {
  if (isEnd(text[from])) return { cells: [], next: afterEnd(text, from) };
  const cells: string[] = [];
  for (let place = from; ; place++) {
    const cell = text[place] === '"' ? quoted(text, place) : plain(text, place, separator);
    if (!cell || cell.value.length > fieldLimit) return undefined;
    cells.push(cell.value);
    place = cell.next;
    if (isEnd(text[place])) return { cells, next: afterEnd(text, place) };
    if (text[place] !== separator) return undefined; // a quotation mark closed, and something beside it
  }
}

interface Cell {
  readonly value: string;
  readonly next: number;
}

function plain(text: string, from: number, separator: string): Cell {
  let next = from;
  while (text[next] !== separator && !isEnd(text[next])) next++;
  return { value: text.slice(from, next), next };
}

/** Two quotation marks stand for one. Undefined when it is not closed. */
function quoted(text: string, from: number): Cell | undefined {
  let [value, place] = ["", from + 1];
  for (;;) {
    const mark = text.indexOf('"', place);
    if (mark < 0 || value.length > fieldLimit) return undefined;
    value += text.slice(place, mark);
    if (text[mark + 1] !== '"') return { value, next: mark + 1 };
    value += '"';
    place = mark + 2;
  }
}

function isEnd(character: string | undefined): boolean {
  return character === undefined || character === "\n" || character === "\r";
}

function afterEnd(text: string, at: number): number {
  return at + (text.startsWith("\r\n", at) ? 2 : 1);
}

function separatorOf(header: string): string {
  const counted = [";", ",", "\t"].map((one) => [header.split(one).length, one] as const);
  return counted.reduce((best, one) => (one[0] > best[0] ? one : best))[1];
}

function decoded(data: Uint8Array): string {
  const head = Array.from(data.subarray(0, 4), (byte) => byte.toString(16).padStart(2, "0")).join("");
  if (workbooks.includes(head)) throw invalid("file-not-csv");
  if (utf16.includes(head.slice(0, 4))) throw invalid("encoding-unknown");
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(data);
  } catch {
    return fromWindows(data);
  }
}

/** Written out: JavaScript's own decoders differ on the bytes that stand for nothing. */
function fromWindows(data: Uint8Array): string {
  const parts: string[] = [];
  for (let from = 0; from < data.length; from += 8192) {
    const part = Array.from(
      data.subarray(from, from + 8192),
      (byte) => windows[byte - 0x80] ?? String.fromCharCode(byte),
    );
    if (part.some((one, index) => one === " " && data[from + index] !== 0x20)) throw invalid("encoding-unknown");
    parts.push(part.join(""));
  }
  return parts.join("");
}

function invalid(code: string): FileInvalid {
  return new FileInvalid([at(problem(code, ""), 1)]);
}
