// Which paper this computer's ticket printer holds: asked once, kept in this browser.

import type { Store } from "../store/store";

export const FORMATS = ["slip58", "slip80", "a4"] as const;
export type Format = (typeof FORMATS)[number];
/** What a sheet is printed on; posters and results are A4. */
export type Paper = Format | "label";

export const FORMAT_SETTING = "paper";
export const USUAL_FORMAT: Format = "slip80";

export async function ticketFormat(store: Store): Promise<Format> {
  return (await store.setting<Format>(FORMAT_SETTING)) ?? USUAL_FORMAT;
}
