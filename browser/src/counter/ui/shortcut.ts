// Keys that do something wherever the focus is: function keys, and Alt with a letter, which no field needs.

import { useEffect, useRef } from "preact/hooks";

type Listener = (event: KeyboardEvent) => void;
const layers: Map<string, Listener[]> = new Map();

window.addEventListener("keydown", (event) => {
  const listener = layers.get(nameOf(event))?.at(-1);
  if (!listener) return;
  event.preventDefault();
  listener(event);
});

/** The last one mounted has the key: a dialog takes it from the page below. */
export function useShortcut(key: string | undefined, press: () => void): void {
  const latest = useRef(press);
  latest.current = press;
  useEffect(() => {
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

/** `F2`, `Alt+N`, `Escape`; what is typed into a field has no name here. */
export function nameOf({ key, altKey, ctrlKey, metaKey }: KeyboardEvent): string {
  if (ctrlKey || metaKey) return "";
  return altKey ? `Alt+${key.toUpperCase()}` : key;
}
