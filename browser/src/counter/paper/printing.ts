// Prints one sheet: put beside the page, where only paper sees it, and taken away again when the printer's dialog closes.

import { render, type VNode } from "preact";
import type { Paper } from "./format";

/** Returns once the printer's dialog is closed; whether paper came out, nobody tells a page. */
export async function print(sheet: VNode, paper: Paper): Promise<void> {
  const place = document.createElement("div");
  place.className = `paper ${paper}`;
  document.body.append(place);
  render(sheet, place);
  await document.fonts.ready;
  try {
    window.print();
  } finally {
    render(null, place);
    place.remove();
  }
}
