/**
 * The rows that could not be sent, as a file to mend: the same columns, and two more that say why. It opens in a French
 * spreadsheet as it is, and reads again as it is once mended; the two columns are ignored then. Spec: spec/record.md, CSV.
 */
import { columnName, reasons } from "./csvColumns";
import type { Row } from "./csvForm";
import { byteOrderMark, csvLine } from "./csvLine";
import type { Language } from "./fields";
import { errorsAmong, message } from "./problems";

/** The lines of the file; only rows that hold an error are written. */
export function* toMend(header: readonly string[], rows: Iterable<Row>): Generator<string> {
  const kept = header.flatMap((name, index) => (reasons.includes(columnName(name)) ? [] : [index]));
  yield byteOrderMark + csvLine([...kept.map((index) => header[index] ?? ""), ...reasons]);
  for (const row of rows) {
    if (!errorsAmong(row.entry.problems).length || !row.cells.length) continue;
    const cells = kept.map((index) => row.cells[index] ?? "");
    // Cells without a column are kept too: they are what has to be mended.
    yield csvLine([...cells, reasonsOf(row, "fr"), reasonsOf(row, "en"), ...row.cells.slice(header.length)]);
  }
}

function reasonsOf(row: Row, language: Language): string {
  const said = errorsAmong(row.entry.problems).map((one) => {
    const sentence = message(one, language);
    return one.column ? `${one.column}\u202f: ${sentence}` : sentence;
  });
  return said.join(" | ");
}
