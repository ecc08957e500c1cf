// When, by whom, with what: the small print of a result, on the screen and on paper.

import { dayInWords, fill, momentInWords, type Language, type Texts } from "../language";
import { isCancelled, type Reading } from "../reading";

/** `Corrigé le …`, `Annulé le …`; empty for a first result. */
export function changed(reading: Reading, language: Language, text: Texts): string {
  if (reading.corrects === undefined) return "";
  const said = isCancelled(reading) ? text.result.cancelled : text.result.corrected;
  return fill(said, { date: dayInWords(language, reading.corrects) });
}

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
