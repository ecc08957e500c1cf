// When, by whom, with what: the small print of a result, on the screen and on paper.

import { fill, momentInWords, type Language, type Texts } from "../language";
import type { Reading } from "../reading";

/** Name and value of each that the record has. */
export function factsOf(reading: Reading, language: Language, text: Texts): readonly (readonly [string, string])[] {
  const lot = reading.lot && fill(text.result.lot, { lot: reading.lot });
  const comment = [...new Set(reading.analytes.map((analyte) => analyte.comment).filter(Boolean))].join(" ");
  const rows = [
    [text.result.sampled, momentInWords(language, reading.sampled)],
    [text.result.by, reading.professional],
    [text.result.device, [reading.device, lot].filter(Boolean).join(", ")],
    [text.result.comment, comment],
  ] as const;
  return rows.filter(([, value]) => value);
}
