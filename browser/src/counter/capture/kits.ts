// The boxes that are open: what each is, which analytes it reads, and which one a newly scanned box takes the place of.

import { kitOf } from "../../record/catalogue";
import { isMap, type Plain } from "../../record/shape";
import { text } from "../../record/statistics";
import { parseUdi } from "../../record/udi";
import type { KitInUse } from "../contracts";
import type { Box } from "../scan/gs1";

type Analytes = KitInUse["analytes"];

/** The record's `device` of a box: what it says itself, then what the catalogue or an open box of the same article knows. */
export function deviceOf(box: Box, open: readonly KitInUse[]): Plain {
  const same = sameArticle(box.gtin, open)?.device;
  const kit = kitOf(box.udi, text(same?.["list_id"]));
  const { udi: _u, lot: _l, expiry: _e, ...described } = same ?? {};
  const { gtin: _g, ...catalogued } = kit ?? ({} as Partial<NonNullable<typeof kit>>);
  const own = { udi: box.udi, ...(box.lot && { lot: box.lot }), ...(box.expiry && { expiry: box.expiry }) };
  return { ...catalogued, ...described, ...own };
}

/** What the open box of the same article reads. */
export function analytesOf(box: Box, open: readonly KitInUse[]): Analytes {
  return sameArticle(box.gtin, open)?.analytes ?? [];
}

/** The newest first; it replaces those of the same article, and those that read one of the same analytes. */
export function opened(kit: KitInUse, open: readonly KitInUse[]): readonly KitInUse[] {
  const read = new Set(kit.analytes.map(({ loinc }) => loinc));
  const others = open.filter(({ analytes }) => !analytes.some(({ loinc }) => read.has(loinc)));
  const article = gtinOf(kit.device);
  return [kit, ...others.filter(({ device }) => !article || gtinOf(device) !== article)];
}

/** Whether the last day of use is over on `today`. */
export function isExpired(device: Plain, today: Date): boolean {
  const last = text(device["expiry"]) ?? parseUdi(text(device["udi"]) ?? "").expiry;
  return last !== undefined && last < localDay(today);
}

/** Named well enough for a record, and read within known minutes. */
export function isDescribed({ device, analytes }: KitInUse): boolean {
  const named = ["name", "manufacturer", "udi"].some((name) => text(device[name]));
  return named && text(device["lot"]) !== undefined && analytes.length > 0;
}

/** `YYYY-MM-DD` at this computer. */
export function localDay(now: Date): string {
  const two = (value: number) => String(value).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

/** The boxes of a shelf that may hold anything: only what is one. */
export function boxesOf(document: { readonly in_use: readonly KitInUse[] } | undefined): readonly KitInUse[] {
  return (document?.in_use ?? []).filter(({ device }) => isMap(device));
}

function sameArticle(gtin: string, open: readonly KitInUse[]): KitInUse | undefined {
  return open.find(({ device }) => gtinOf(device) === gtin);
}

function gtinOf(device: Plain): string {
  return parseUdi(text(device["udi"]) ?? "").gtin;
}
