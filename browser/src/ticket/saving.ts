// Saving the document: drawn on this phone by what is loaded now, and given to the phone as a file. No server sees it.

import type { PrintedDocument } from "../pdf/document";

export type Saved = "saved" | "printed" | "failed";

const KEPT_MILLISECONDS = 30_000; // some browsers read the file a moment after they were given its address

/** Letters that the file's typeface lacks are the browser's to print. */
export async function save(document: PrintedDocument, name: string): Promise<Saved> {
  try {
    const { draw } = await import("../pdf/draw");
    give(new Blob([await draw({ ...document, head: demonstration() })], { type: "application/pdf" }), name);
    return "saved";
  } catch (error) {
    if (!(error instanceof Error) || error.name !== "UnprintableError") return "failed";
    window.print();
    return "printed";
  }
}

/** What the page's banner says where everybody is made up: a file that travels alone says it too. */
function demonstration(): string | undefined {
  const parts = window.document.querySelectorAll(".demo-banner > *");
  return Array.from(parts, ({ textContent }) => textContent).join(" · ") || undefined;
}

/** Given to the phone as a file. */
export function give(file: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), KEPT_MILLISECONDS);
}
