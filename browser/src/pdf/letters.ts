// Which letters the PDF's own typeface has (Helvetica, Windows-1252), and what stands in for those of our texts it has not.
// No typeface travels in the file: it stays small, and is drawn on the phone in a moment.

const BEYOND_LATIN_1 = "€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ";
/** Typography that the typeface writes otherwise: narrow and no-break spaces, hyphens, the minus sign. */
const WRITTEN: Readonly<Record<string, string>> = { "\u202f": "\u00a0", "\u2011": "-", "\u2010": "-", "\u2212": "–" };
/** Letters that are no accented form of another. */
const SIMPLER: Readonly<Record<string, string>> = {
  Ł: "L",
  ł: "l",
  Đ: "D",
  đ: "d",
  Ħ: "H",
  ħ: "h",
  ı: "i",
  Ŧ: "T",
  ŧ: "t",
};

/** The text in letters that the typeface has; `undefined` when it has none for some: Greek, Arabic, Chinese. */
export function printable(text: string): string | undefined {
  const written = [...text.normalize("NFC")].map(letter);
  return written.every((one) => one !== undefined) ? written.join("") : undefined;
}

/** Itself, or the nearest form of it that the typeface has: with fewer accents. */
function letter(one: string): string | undefined {
  const written = WRITTEN[one] ?? SIMPLER[one] ?? one;
  if (has(written)) return written;
  const [...parts] = one.normalize("NFD");
  const simpler = parts.map((_, dropped) =>
    parts
      .slice(0, parts.length - dropped)
      .join("")
      .normalize("NFC"),
  );
  return simpler.find(has);
}

function has(one: string): boolean {
  const code = one.codePointAt(0) ?? 0;
  if ([...one].length !== 1) return false;
  return (code >= 0x20 && code <= 0x7e) || (code >= 0xa0 && code <= 0xff) || BEYOND_LATIN_1.includes(one);
}
