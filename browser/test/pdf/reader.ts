// Reads back what a PDF of ours says: its pages' texts, in the order in which they are drawn. It knows our own files only.

import { inflateSync } from "node:zlib";

/** Bytes 80 to 9F of Windows-1252; the others are Latin-1. */
const BEYOND_LATIN_1 = "€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ";

/** The texts of each page. */
export function pagesOf(file: Uint8Array): string[][] {
  const streams = contentsOf(file).map((content) => [...content.matchAll(/<([0-9A-F]*)> Tj/g)]);
  return streams.map((drawn) => drawn.map(([, hexadecimal = ""]) => decoded(hexadecimal)));
}

function contentsOf(file: Uint8Array): string[] {
  const raw = Buffer.from(file).toString("latin1");
  const streams = [...raw.matchAll(/\/FlateDecode[^>]*>>\s*stream\n([\s\S]*?)\nendstream/g)];
  return streams
    .map(([, data = ""]) => inflateSync(Buffer.from(data, "latin1")).toString("latin1"))
    .filter((content) => content.includes(" Tj"));
}

function decoded(hexadecimal: string): string {
  const codes = [...Buffer.from(hexadecimal, "hex")];
  return codes
    .map((code) => (code >= 0x80 && code < 0xa0 ? BEYOND_LATIN_1[code - 0x80] : String.fromCharCode(code)))
    .join("");
}
