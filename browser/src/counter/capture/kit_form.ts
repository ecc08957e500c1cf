// A box as it is described by hand: its texts, what is wrong with them, and the kit they make.

import { analytes as knownAnalytes, kits as knownKits } from "../../record/catalogue";
import { earliestDay } from "../../record/dates";
import type { Plain } from "../../record/shape";
import { text } from "../../record/statistics";
import type { KitInUse } from "../contracts";
import { readBirth, showBirth } from "./birth";
import { isExpired } from "./kits";

export const KIT_FIELDS = [
  "name",
  "manufacturer",
  "reference",
  "lot",
  "expiry",
  "earliest_minute",
  "latest_minute",
] as const;
export type KitField = (typeof KIT_FIELDS)[number];

export interface KitForm {
  readonly values: Readonly<Record<KitField, string>>;
  /** LOINC codes. */
  readonly analytes: readonly string[];
  /** What no field shows. */
  readonly udi?: string | undefined;
  readonly listId?: string | undefined;
}

export type KitError = "name" | "lot" | "expiry" | "expired" | "minutes" | "analytes";

const WHERE: Readonly<Record<KitError, KitField | "analytes">> = {
  name: "name",
  lot: "lot",
  expiry: "expiry",
  expired: "expiry",
  minutes: "earliest_minute",
  analytes: "analytes",
};

/** The form of a device that was scanned, or of nothing yet. */
export function formOf(device: Plain, analytes: KitInUse["analytes"]): KitForm {
  const said = (name: KitField) => String(device[name] ?? "");
  const values = Object.fromEntries(KIT_FIELDS.map((name) => [name, said(name)])) as Record<KitField, string>;
  return {
    values: { ...values, expiry: showBirth(values.expiry) },
    analytes: analytes.map(({ loinc }) => loinc),
    udi: text(device["udi"]),
    listId: text(device["list_id"]),
  };
}

/** A kit of the catalogue brings its maker and its minutes with its name. */
export function withName(form: KitForm, name: string): KitForm {
  const known = knownKits.find((kit) => kit.name?.toLowerCase() === name.trim().toLowerCase());
  if (!known) return { ...form, values: { ...form.values, name } };
  const { manufacturer, earliest_minute, latest_minute } = known;
  const minutes = { earliest_minute: String(earliest_minute), latest_minute: String(latest_minute) };
  return { ...form, listId: known.list_id, values: { ...form.values, name, manufacturer, ...minutes } };
}

export function wrongIn(
  form: KitForm,
  today: Date,
): readonly { readonly where: KitField | "analytes"; readonly error: KitError }[] {
  const { values } = form;
  const expiry = dateOf(values.expiry, today);
  const found: KitError[] = [];
  if (!values.name.trim() && !values.manufacturer.trim() && !form.udi) found.push("name");
  if (!values.lot.trim()) found.push("lot");
  if (values.expiry.trim() && !expiry) found.push("expiry");
  else if (expiry && isExpired({ expiry }, today)) found.push("expired");
  if (!areMinutes(values)) found.push("minutes");
  if (!form.analytes.length) found.push("analytes");
  return found.map((error) => ({ where: WHERE[error], error }));
}

/** Of a form in which nothing is wrong. */
export function kitFrom({ values, analytes, udi, listId }: KitForm, today: Date): KitInUse {
  const texts = ["name", "manufacturer", "reference", "lot"] as const;
  const written = texts.flatMap((name) => (values[name].trim() ? [[name, values[name].trim()] as const] : []));
  const minutes = (["earliest_minute", "latest_minute"] as const).map((name) => [name, Number(values[name])] as const);
  const expiry = dateOf(values.expiry, today);
  const device = {
    ...Object.fromEntries([...written, ...minutes]),
    ...(expiry && { expiry }),
    ...(udi && { udi }),
    ...(listId && { list_id: listId }),
  };
  return { device, analytes: analytes.map((loinc) => ({ loinc, disease: knownAnalytes.get(loinc)?.disease ?? "" })) };
}

/** In the catalogue's order, so that a cassette is always read in the same one. */
export function toggled(form: KitForm, loinc: string, on: boolean): KitForm {
  const chosen = new Set(on ? [...form.analytes, loinc] : form.analytes.filter((one) => one !== loinc));
  return { ...form, analytes: [...knownAnalytes.keys()].filter((one) => chosen.has(one)) };
}

function areMinutes({ earliest_minute: earliest, latest_minute: latest }: KitForm["values"]): boolean {
  const [from, until] = [earliest, latest].map((minutes) => (/^\d{1,4}$/.test(minutes.trim()) ? Number(minutes) : NaN));
  return from !== undefined && until !== undefined && from <= until && until <= 1440;
}

// A box may say month and year alone: then until the month's last day.
function dateOf(written: string, today: Date): string | undefined {
  const date = readBirth(written, today);
  if (!date || date.length < 7) return undefined;
  if (date.length === 10) return earliestDay(date);
  return ["31", "30", "29", "28"].map((day) => earliestDay(`${date}-${day}`)).find(Boolean);
}
