// Where the keys go: fields, answers and buttons by their identifiers.

import type { Where } from "./checking";
import type { Focus } from "./page";

export function idOf(where: Where): string {
  return where === "kit" ? "kit-chip" : `capture-${where}`;
}

/** A date that lacks its day takes it in front; any other field as the browser does. */
export function focusOn(where: Focus): void {
  const element = document.getElementById(where === "again" || where === "submit" ? `capture-${where}` : idOf(where));
  if (!element) return;
  element.focus();
  if (!(element instanceof HTMLInputElement) || element.type === "radio") return;
  if (where === "birth" && element.value.startsWith("/")) element.setSelectionRange(0, 0);
  else element.select();
}
