// The group separator (ASCII 29) ends a field of variable length. Scanners send it as it is, spell it, replace it, lose it.

export const SEPARATOR = "\u001d";

/** Every way of writing the separator made one; the symbology that a scanner may put in front (`]d2`) taken off. */
export function withSeparators(text: string): string {
  return text
    .replace(/^\]?[cdq][0-9](?=\(?01|IS|\u001d)/i, "")
    .replaceAll(/<GS>|\{GS\}|\[GS\]|\\x1d|␝|[\u001c\u001e\u001f]/gi, SEPARATOR)
    .trim();
}
