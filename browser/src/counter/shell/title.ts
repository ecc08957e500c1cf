// The page's title: in a demonstration it says so; a tab in the background tells which cassettes can be read.

/** `41, 42 à lire — Comptoir`; `flash` alternates with the plain title, so that the eye catches it. */
export function titleOf({ screen, due, demo, flash, toRead }: Title): string {
  const prefix = demo ? "[DÉMO] " : "";
  const numbers = due.slice(0, LISTED).join(", ") + (due.length > LISTED ? "…" : "");
  return prefix + (due.length && flash ? `● ${numbers} ${toRead}` : `${screen} · Sceau`);
}

export interface Title {
  readonly screen: string;
  readonly due: readonly number[];
  readonly demo: boolean;
  readonly flash: boolean;
  readonly toRead: string;
}

const LISTED = 3;
