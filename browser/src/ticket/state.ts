// Where the page stands, as data: a screen draws it, in either language, as often as needed.

import type { Boxes } from "./birth";
import type { Contact } from "./relay";
import type { Language, Texts } from "./language";
import type { Reading } from "./reading";

/** What the person has typed so far: kept when the language changes, and nowhere else. */
export interface Draft extends Boxes {
  readonly code: string;
}

export type Problem = "empty" | "impossible" | "future" | "whole" | "code";

export type State =
  | { readonly name: "loading" | "unreadable" | "unknown" | "outdated" }
  | { readonly name: "damaged"; readonly pharmacy?: Contact | undefined }
  | { readonly name: "offline" | "failed" }
  | { readonly name: "waiting"; readonly late: boolean; readonly checked: boolean }
  | {
      readonly name: "ready";
      readonly problem?: Problem;
      readonly opening: boolean;
      readonly wrong?: Wrong | undefined;
    }
  | { readonly name: "locked" | "replaced"; readonly pharmacy?: Contact | undefined }
  | { readonly name: "result"; readonly readings: readonly Reading[] }
  | { readonly name: "openings"; readonly readings: readonly Reading[]; readonly screen: Screen };

/** A screen whose code is loaded when it is asked for. */
export type Screen = (language: Language, text: Texts) => HTMLElement[];

/** A date that did not open the ticket. */
export interface Wrong {
  readonly tries: number;
  readonly pharmacy?: Contact | undefined;
}

/** Seconds until the page looks again, after looking so many times: seldom, and ever more seldom. */
export function pauseBefore(look: number): number {
  return [10, 20, 30][look] ?? 60;
}

/** After ten minutes of looking, the page says whom to call; after an hour it looks only when asked. */
export const LATE_AFTER = 12;
export const LOOKS_ALONE = 62;
