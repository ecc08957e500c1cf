/** CSV as a French spreadsheet opens it: semicolons, CR LF, no formula. Spec: spec/record.md, CSV. */
import { columns } from "./csvColumns";
import { guarded } from "./csvCells";

/** Without it, a spreadsheet reads UTF-8 as Windows-1252: a file begins with it. */
export const byteOrderMark = "\ufeff";

/** One line; cells that a spreadsheet would compute or shorten are kept as text by an apostrophe. */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map((cell) => quoted(guarded(cell))).join(";")}\r\n`;
}

/** The spreadsheet to start from: every column, and one row of an example that passes its own checks. */
export function csvTemplate(): string {
  const example = columns.map((one) => one.example ?? "");
  return byteOrderMark + csvLine(columns.map((one) => one.name)) + csvLine(example);
}

function quoted(cell: string): string {
  return /[;"\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
