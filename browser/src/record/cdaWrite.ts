/** The CDA data types, written: addresses, telecoms, names, identifiers, coded values. Spec: spec/record.md, BIO-TROD. */
import { countryName } from "./countries";
import type { Address, Doctor, Establishment, Guardian, Organization, Phone, Professional } from "./model";
import { leaf, node, type Element } from "./xml";

export const systems = {
  loinc: "2.16.840.1.113883.6.1",
  icd10: "2.16.840.1.113883.6.3",
  snomed: "2.16.840.1.113883.6.96",
  sex: "2.16.840.1.113883.5.1",
  roles: "1.2.250.1.213.1.1.4.5",
  professionals: "1.2.250.1.71.4.2.1",
  places: "1.2.250.1.71.4.2.2",
  consents: "1.2.250.1.213.1.1.4.322",
  udi: "2.51.1.1",
} as const;

const uses: Readonly<Record<string, string>> = { home: "H", mobile: "MC", work: "WP" };
const rppsDigit = "8"; // first digit of a professional's identifier: an RPPS follows
const placeDigits: Readonly<Record<string, string>> = {
  adeli_rank: "0",
  finess: "1",
  siren: "2",
  siret: "3",
  rpps_rank: "4",
};

/** A coded value; `more` are attributes after the system. */
export function code(
  name: string,
  [value, system, label]: readonly [value: string, system: string, label?: string | undefined],
  more: Readonly<Record<string, string>> = {},
  ...inside: readonly Element[]
): Element {
  return node(name, { code: value, displayName: label, codeSystem: system, ...more }, ...inside);
}

/** `2024-01-06T11:36:23+01:00` as `20240106113623+0100`. */
export function time(moment: string): string {
  return moment.slice(0, 19).replaceAll(/[-:T]/g, "") + moment.slice(19).replace(":", "");
}

export function address(given: Address | undefined): Element | undefined {
  if (!given) return undefined;
  return node(
    "addr",
    {},
    ...(given.lines ?? []).map((line) => node("streetAddressLine", {}, line)),
    leaf("postalCode", given.postal_code),
    leaf("city", given.city),
    leaf("county", given.commune),
    leaf("country", given.country && countryName(given.country)),
  );
}

export function telecoms(phones: readonly Phone[] = [], emails: readonly string[] = []): Element[] {
  const spoken = phones.map(({ number, use }) => node("telecom", { value: `tel:${number}`, use: uses[use ?? ""] }));
  return [...spoken, ...emails.map((one) => node("telecom", { value: `mailto:${one}` }))];
}

export function phone(number: string | undefined): Element[] {
  return telecoms(number ? [{ number }] : []);
}

export function personName(person: Doctor | Guardian | Professional): Element {
  return node(
    "name",
    {},
    leaf("prefix", person.prefix),
    leaf("given", person.given),
    leaf("family", person.family),
    leaf("suffix", "suffix" in person ? person.suffix : undefined),
  );
}

export function professionalId(rpps: string | undefined): Element | undefined {
  return rpps ? node("id", { root: systems.professionals, extension: rppsDigit + rpps }) : undefined;
}

export function placeId(identifier: Establishment | undefined): Element | undefined {
  if (!identifier) return undefined;
  return node("id", { root: systems.places, extension: (placeDigits[identifier.kind] ?? "") + identifier.value });
}

export function organization(name: string, given: Organization | undefined): Element | undefined {
  if (!given) return undefined;
  return node(name, {}, placeId(given.identifier), node("name", {}, given.name), address(given.address));
}
