/**
 * A screening result as the browser sees it: sections in which `check` has found no error, named field by field. Names, limits
 * and meaning of each field are in `fields.json`. Spec: spec/record.md, Fields.
 */
import type { Plain } from "./shape";

/** Dates and times are text, as they were written. */
export interface Checked {
  readonly identity?: Identity;
  readonly number?: PersonNumber;
  readonly contact?: Contact;
  readonly context?: Context;
  readonly result: Result;
  readonly source: Source;
}

export interface Identity {
  readonly birth_name: string;
  readonly used_name?: string;
  readonly birth_first_names?: string;
  readonly birth_first_name?: string;
  readonly used_first_name?: string;
  readonly sex: "M" | "F" | "U";
  readonly birth_date: string;
  readonly birthplace?: { readonly insee?: string; readonly city?: string; readonly country?: string };
  readonly status: string;
}

export interface PersonNumber {
  readonly value: string;
  readonly oid?: string;
  readonly secure_email?: string;
}

export interface Address {
  readonly lines?: readonly string[];
  readonly postal_code?: string;
  readonly city?: string;
  readonly commune?: string;
  readonly country?: string;
}

export interface Phone {
  readonly number: string;
  readonly use?: string;
}

export interface Guardian {
  readonly prefix?: string;
  readonly family: string;
  readonly given?: string;
  readonly address?: Address;
  readonly phones?: readonly Phone[];
}

export interface Establishment {
  readonly kind: string;
  readonly value: string;
}

export interface Organization {
  readonly name: string;
  readonly identifier?: Establishment;
  readonly address?: Address;
}

export interface Doctor {
  readonly role: string;
  readonly rpps?: string;
  readonly prefix?: string;
  readonly given?: string;
  readonly family: string;
  readonly suffix?: string;
  readonly address?: Address;
  readonly phones?: readonly Phone[];
  readonly emails?: readonly string[];
  readonly organization?: Organization;
}

export interface Contact {
  readonly address?: Address;
  readonly phones?: readonly Phone[];
  readonly emails?: readonly string[];
  readonly guardian?: Guardian;
  readonly doctors?: readonly Doctor[];
}

export interface Context {
  readonly symptoms?: string;
  readonly onset_date?: string;
  readonly health_worker?: boolean;
  readonly collective_housing?: boolean;
  readonly hospitalised?: boolean;
}

export interface Analyte {
  readonly disease: string;
  readonly loinc: string;
  readonly outcome: string;
  readonly comment?: string;
  readonly method?: string;
  readonly specimen?: string;
}

export interface Device {
  readonly name?: string;
  readonly list_id?: string;
  readonly manufacturer?: string;
  readonly reference?: string;
  readonly udi?: string;
  readonly lot: string;
  readonly expiry?: string;
  readonly earliest_minute?: number;
  readonly latest_minute?: number;
}

export interface Result {
  readonly analytes: readonly Analyte[];
  readonly sampling_time: string;
  readonly reading_time?: string;
  readonly device: Device;
}

export interface Professional {
  readonly rpps: string;
  readonly role: string;
  readonly prefix?: string;
  readonly given?: string;
  readonly family: string;
  readonly suffix?: string;
  readonly phone?: string;
}

export interface Pharmacy {
  readonly name: string;
  readonly identifier: Establishment;
  readonly phone?: string;
  readonly address?: Address;
}

export interface Source {
  readonly professional: Professional;
  readonly pharmacy: Pharmacy;
  readonly consents: Readonly<Record<"test" | "identity" | "doctor" | "notice" | "certificate", boolean>>;
  readonly document?: Document;
}

/** OIDs, with `^extension` if any. */
export interface Document {
  readonly id: string;
  readonly set_id: string;
  readonly version: number;
  readonly time: string;
}

/** The record that sections describe; the caller has had them checked. */
export function checked(sections: Plain): Checked {
  return sections as unknown as Checked;
}
