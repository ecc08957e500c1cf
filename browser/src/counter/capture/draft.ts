// The page as it is typed: one text a field, which of them the machine filled, and what a code knows that no field shows.
// Everything that fills or empties a field is a function from one draft to the next.

import type { Plain } from "../../record/shape";
import type { Consent } from "../contracts";
import type { Language } from "../language";
import { isWholeBirth, readBirth, showBirth } from "./birth";
import type { Communes } from "./communes";
import { isWhole, readNumber, saidBy } from "./number";
import { placeOfInsee, type BirthPlace } from "./places";

/** In the order in which they are filled by hand. */
export const FLOW = [
  "number",
  "birth_name",
  "first_name",
  "birth",
  "sex",
  "birthplace",
  "guardian_family",
  "guardian_given",
  "guardian_phone",
  "phone",
  "email",
  "postal_code",
  "city",
  "address",
] as const;
const MORE = [
  "used_name",
  "country",
  "symptoms",
  "onset",
  "doctor_family",
  "doctor_given",
  "doctor_phone",
  "doctor_email",
] as const;
export const FIELDS = [...FLOW, ...MORE] as const;
export type FieldName = (typeof FIELDS)[number];

export interface Draft {
  readonly values: Readonly<Record<FieldName, string>>;
  /** Filled by the machine: shown tinted until somebody types. */
  readonly filled: ReadonlySet<FieldName>;
  readonly known: Known;
  readonly consent: Consent;
}

/** What a code, a list or a former visit knows beyond the fields. Overtyping a field forgets what it stood for. */
export interface Known {
  readonly oid?: string | undefined;
  readonly firstNames?: string | undefined;
  readonly birthplace?: Plain | undefined;
  /** INSEE code of the address. */
  readonly commune?: string | undefined;
  /** Sections' fields that this page does not show, kept as they were. */
  readonly rest?: Plain | undefined;
  readonly prefill?: string | undefined;
  /** Of who typed it all on a phone. */
  readonly language?: string | undefined;
  readonly household?: number | undefined;
}

export interface Setting {
  readonly today: Date;
  readonly language: Language;
  readonly communes: Communes | undefined;
}

const empty = Object.fromEntries(FIELDS.map((name) => [name, ""])) as Record<FieldName, string>;

export const NOBODY: Draft = { values: { ...empty, country: "FR" }, filled: new Set(), known: {}, consent: {} };

export function isEmpty({ values }: Draft): boolean {
  return FIELDS.every((name) => values[name] === NOBODY.values[name]);
}

/** Somebody typed in a field; a whole number or postal code fills others. */
export function typed(draft: Draft, name: FieldName, value: string, setting: Setting): Draft {
  const filled = new Set([...draft.filled].filter((one) => one !== name));
  const text = name === "sex" ? sexOf(value) : value;
  const next = { ...draft, values: { ...draft.values, [name]: text }, filled, known: forgotten(draft.known, name) };
  if (name === "number" && isWhole(value)) return withNumber(next, setting);
  return name === "postal_code" ? withPostal(next, setting) : next;
}

/** Values from a code or a list; `known` beside them. What is empty stays as it was. */
export function filledWith(draft: Draft, values: Partial<Record<FieldName, string>>, known: Known = {}): Draft {
  const given = Object.entries(values).filter(([, value]) => value) as [FieldName, string][];
  return {
    ...draft,
    values: { ...draft.values, ...Object.fromEntries(given) },
    filled: new Set([...draft.filled, ...given.map(([name]) => name)]),
    known: { ...draft.known, ...known },
  };
}

export function withPlace(draft: Draft, { label, birthplace }: BirthPlace): Draft {
  return filledWith(draft, { birthplace: label }, { birthplace });
}

export function withCommune(draft: Draft, { name, insee }: { readonly name: string; readonly insee: string }): Draft {
  return filledWith(draft, { city: name }, { commune: insee });
}

const SHARED = FIELDS.filter((name) => name.startsWith("guardian")).concat([
  "phone",
  "email",
  "postal_code",
  "city",
  "address",
  "country",
]);

/** The contact and guardian of another page on this one, but for what was typed here; `number` is the other's. */
export function withHousehold(draft: Draft, other: Draft, number: number): Draft {
  const free = SHARED.filter((name) => draft.filled.has(name) || draft.values[name] === NOBODY.values[name]);
  const shared = Object.fromEntries(free.map((name) => [name, other.values[name]]));
  return filledWith(draft, shared, { commune: other.known.commune, household: number });
}

/** The same page once the communes have come: what waited for them is filled. */
export function refreshed(draft: Draft, setting: Setting): Draft {
  const { insee, city } = draft.known.birthplace ?? {};
  const named = typeof insee === "string" && city === undefined && draft.filled.has("birthplace");
  const next = named ? withPlace(draft, placeOfInsee(insee, setting.communes, setting.language)) : draft;
  return next.values.city ? next : withPostal(next, setting);
}

/** A name in the first field is a name: it goes where names go. */
export function withName(draft: Draft): Draft {
  const written = readNumber(draft.values.number);
  if (written.kind !== "name" || draft.values.birth_name) return draft;
  return {
    ...draft,
    values: { ...draft.values, number: "", birth_name: tidy("birth_name", written.name, new Date()) },
  };
}

/** What a field holds once it is left: names in capitals, dates and phones in their usual form. */
export function settled(draft: Draft, name: FieldName, { today }: Setting): Draft {
  const value = draft.values[name].trim().replaceAll(/\s+/g, " ");
  const shown = tidy(name, value, today);
  return shown === draft.values[name] ? draft : { ...draft, values: { ...draft.values, [name]: shown } };
}

/** Whether a field can hold no more, so that the next one may have the keys. */
export function isComplete(name: FieldName, value: string): boolean {
  switch (name) {
    case "number":
      return isWhole(value);
    case "birth":
      return isWholeBirth(value);
    case "phone":
    case "guardian_phone":
      return /^0[1-9]\d{8}$/.test(value.replaceAll(/[\s.]/g, ""));
    case "postal_code":
      return /^\d{5}$/.test(value);
    case "sex":
      return value !== "";
    default:
      return false;
  }
}

/** The next field of the flow that `isShown` and still lacks something; undefined after the last. */
export function nextField(from: FieldName, draft: Draft, isShown: (name: FieldName) => boolean): FieldName | undefined {
  const rest = FLOW.slice(FLOW.indexOf(from as (typeof FLOW)[number]) + 1);
  return rest.find((name) => isShown(name) && lacks(draft, name));
}

function lacks({ values }: Draft, name: FieldName): boolean {
  return values[name] === "" || (name === "birth" && !isWholeBirth(values.birth));
}

// A number says sex, month and place; what was typed or scanned already knows better.
function withNumber(draft: Draft, setting: Setting): Draft {
  const written = readNumber(draft.values.number);
  const said = written.kind === "nir" ? saidBy(written.number, setting.today) : undefined;
  if (!said) return draft;
  const free = (name: FieldName) => draft.values[name] === "" || draft.filled.has(name);
  const next = filledWith(draft, {
    ...(free("sex") && { sex: said.sex }),
    ...(free("birth") && { birth: said.birth.length > 4 ? `/${showBirth(said.birth)}` : said.birth }),
  });
  return free("birthplace") ? withPlace(next, placeOfInsee(said.insee, setting.communes, setting.language)) : next;
}

const SEXES: Readonly<Record<string, string>> = { F: "F", M: "M", H: "M", W: "F", U: "U", I: "U", X: "U" };

// The last letter counts, so that another one typed behind the first replaces it.
function sexOf(value: string): string {
  return SEXES[value.slice(-1).toUpperCase()] ?? "";
}

function withPostal(draft: Draft, { communes }: Setting): Draft {
  const code = draft.values.postal_code.trim();
  const found = /^\d{5}$/.test(code) ? (communes?.ofPostal(code) ?? []) : [];
  const [only] = found;
  if (only && found.length === 1) return withCommune(draft, only);
  if (!draft.filled.has("city")) return draft;
  return { ...draft, values: { ...draft.values, city: "" }, known: { ...draft.known, commune: undefined } };
}

function forgotten(known: Known, name: FieldName): Known {
  if (name === "number") return { ...known, oid: undefined };
  if (name === "first_name") return { ...known, firstNames: undefined };
  if (name === "birthplace") return { ...known, birthplace: undefined };
  return name === "city" || name === "postal_code" ? { ...known, commune: undefined } : known;
}

const CAPITALS: ReadonlySet<FieldName> = new Set(["birth_name", "used_name", "guardian_family", "doctor_family"]);
const GIVEN: ReadonlySet<FieldName> = new Set(["first_name", "guardian_given", "doctor_given"]);
const PHONES: ReadonlySet<FieldName> = new Set(["phone", "guardian_phone", "doctor_phone"]);
const DATES: ReadonlySet<FieldName> = new Set(["birth", "onset"]);

function tidy(name: FieldName, value: string, today: Date): string {
  if (CAPITALS.has(name)) return value.toLocaleUpperCase("fr");
  if (GIVEN.has(name))
    return value.replaceAll(/(^|[ '’-])(\p{Ll})/gu, (_, mark: string, letter: string) => mark + letter.toUpperCase());
  if (PHONES.has(name)) return phoneInPairs(value);
  if (name === "email" || name === "doctor_email") return value.toLowerCase();
  const date = DATES.has(name) ? readBirth(value, today) : undefined;
  return date && !value.startsWith("/") ? showBirth(date) : value;
}

/** `06 47 15 10 10`; others as they are. */
export function phoneInPairs(value: string): string {
  const digits = value.replaceAll(/[\s.]/g, "");
  return /^0\d{9}$/.test(digits) ? (digits.match(/\d\d/g) ?? []).join(" ") : value;
}
