// Keys that do something wherever the focus is: function keys, and Alt with a letter, which no field needs.

import { useLayoutEffect, useRef } from "preact/hooks";
import type { Language } from "../language";

type Listener = (event: KeyboardEvent) => void;
const layers: Map<string, Listener[]> = new Map();

window.addEventListener("keydown", (event) => {
  const listener = layers.get(nameOf(event))?.at(-1);
  if (!listener || belongsToFocus(event)) return;
  event.preventDefault();
  if (!event.repeat) listener(event); // a key held down is pressed once
});

/** The last one mounted has the key: a dialog takes it from the page below. */
export function useShortcut(shortcut: string | undefined, press: () => void): void {
  const key = shortcut?.length === 1 ? shortcut.toLowerCase() : shortcut;
  const latest = useRef(press);
  latest.current = press;
  useLayoutEffect(() => {
    if (!key) return;
    const listener = () => latest.current();
    layers.set(key, [...(layers.get(key) ?? []), listener]);
    return () =>
      void layers.set(
        key,
        (layers.get(key) ?? []).filter((one) => one !== listener),
      );
  }, [key]);
}

/** `F2`, `Alt+N`, `Escape`, `p`: the letter or digit even where Alt, or an unshifted French key, writes another sign. */
export function nameOf({ key, code, altKey, ctrlKey, metaKey }: KeyboardEvent): string {
  if (ctrlKey || metaKey) return "";
  if (!altKey) return key.length === 1 ? key.toLowerCase() : key;
  const letter = /^[a-z]$/i.test(key) ? key : (/^(?:Key|Digit)([A-Z0-9])$/.exec(code)?.[1] ?? key);
  return `Alt+${letter.toUpperCase()}`;
}

/** What stands on the key, as people read it. */
export function labelOf(shortcut: string, language: Language): string {
  return LABELS[language][shortcut] ?? (shortcut.length === 1 ? shortcut.toUpperCase() : shortcut);
}

const LABELS: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  fr: { Enter: "↵", Escape: "Échap", Delete: "Suppr", "-": "−" },
  en: { Enter: "↵", Escape: "Esc", Delete: "Del", "-": "−" },
};

/** What is typed into a field is the field's; Enter on a button or link presses that one. */
function belongsToFocus(event: KeyboardEvent): boolean {
  const { target } = event;
  if (!(target instanceof Element)) return false;
  if (event.key === "Enter") return target.matches("button, a, summary, textarea");
  return nameOf(event).length === 1 && isField(target);
}

export function isField(target: EventTarget | null): boolean {
  return target instanceof Element && target.matches("input:not([type=checkbox], [type=radio]), select, textarea");
}
