/** Diseases, analytes and kits: data that an operator edits, shared with the Python side. Spec: spec/record.md, Catalogue. */
import raw from "../../../src/sceau/record/catalogue.json";
import { parseUdi } from "./udi";

export interface KnownAnalyte {
  readonly key: string;
  readonly disease: string;
  readonly fr: string;
  readonly en: string;
}

export interface Kit {
  readonly gtin?: string;
  readonly list_id?: string;
  readonly manufacturer: string;
  readonly name?: string;
  readonly reference?: string;
  readonly earliest_minute: number;
  readonly latest_minute: number;
}

/** Names by ICD-10 code. */
export const diseases: ReadonlyMap<string, Readonly<Record<"fr" | "en", string>>> = new Map(
  Object.entries(raw.diseases),
);
export const analytes: ReadonlyMap<string, KnownAnalyte> = new Map(Object.entries(raw.analytes));
export const kits: readonly Kit[] = raw.kits;

/** The kit a device is, by its UDI first, else by its number on the EU list. */
export function kitOf(udi: string | undefined, listId: string | undefined): Kit | undefined {
  const gtin = udi === undefined ? undefined : parseUdi(udi).gtin;
  return kits.find((kit) => (gtin && kit.gtin === gtin) || (listId && kit.list_id === listId));
}

/** The text that BIO-TROD prints beside a code; undefined for one that is not known. */
export function official(names: "diseases" | "analytes" | "roles", code: string): string | undefined {
  const known: Readonly<Record<string, { readonly fr: string; readonly official?: string }>> = raw[names];
  return Object.hasOwn(known, code) ? (known[code]?.official ?? known[code]?.fr) : undefined;
}
