// What is wrong with the page, checked as the record that would be sealed: each problem at its field, in words.
// What is only half typed has a sentence of its own, which says how much is missing.

import { check } from "../../record/check";
import { message, type Problem } from "../../record/problems";
import type { Plain } from "../../record/shape";
import { ageBand } from "../../record/statistics";
import { earliestDay } from "../../record/dates";
import type { Consent, KitInUse } from "../contracts";
import { fill } from "../language";
import { FIELDS, type Draft, type FieldName, type Setting } from "./draft";
import { isExpired } from "./kits";
import { isNobodys, readNumber } from "./number";
import { personOf } from "./person";
import texts from "./texts.json";

/** A field, a consent, or the kit. */
export type Where = FieldName | `consent_${keyof Consent}` | "kit";

export interface Wrong {
  readonly where: Where;
  readonly message: string;
  /** A warning is said and stops nobody. */
  readonly stops: boolean;
}

export interface Surroundings extends Setting {
  readonly demo: boolean;
  readonly kit: KitInUse | undefined;
}

const ORDER: readonly Where[] = [
  ...FIELDS,
  "consent_test",
  "consent_identity",
  "consent_doctor",
  "consent_notice",
  "consent_certificate",
  "kit",
];

const PLACES: readonly (readonly [path: RegExp, where: Where])[] = [
  [/^number/, "number"],
  [/^identity\.birth_name/, "birth_name"],
  [/^identity\.used_name/, "used_name"],
  [/^identity\.(birth|used)_first/, "first_name"],
  [/^identity\.sex/, "sex"],
  [/^identity\.birth_date/, "birth"],
  [/^identity\.birthplace/, "birthplace"],
  [/^contact\.phones/, "phone"],
  [/^contact\.emails/, "email"],
  [/^contact\.address\.lines/, "address"],
  [/^contact\.address\.(city|commune)/, "city"],
  [/^contact\.address\.country/, "country"],
  [/^contact\.address/, "postal_code"],
  [/^contact\.guardian\.phones/, "guardian_phone"],
  [/^contact\.guardian\.given/, "guardian_given"],
  [/^contact\.guardian/, "guardian_family"],
  [/^contact\.doctors.*\.phones/, "doctor_phone"],
  [/^contact\.doctors.*\.emails/, "doctor_email"],
  [/^contact\.doctors.*\.given/, "doctor_given"],
  [/^contact\.doctors/, "doctor_family"],
  [/^context\.onset/, "onset"],
  [/^context/, "symptoms"],
  [/^source\.consents\.identity/, "consent_identity"],
  [/^source\.consents\.doctor/, "consent_doctor"],
  [/^source\.consents\.notice/, "consent_notice"],
  [/^source\.consents\.certificate/, "consent_certificate"],
  [/^source\.consents/, "consent_test"],
  [/^result\.device/, "kit"],
];

/** Everything that is wrong or doubtful, at most one sentence a place, in the order of the page. */
export function checkDraft(draft: Draft, around: Surroundings): readonly Wrong[] {
  const found = [...ofPage(draft, around), ...ofRecord(draft, around)];
  const first = new Map<Where, Wrong>();
  for (const one of found)
    if (!first.has(one.where) || (one.stops && !first.get(one.where)?.stops)) first.set(one.where, one);
  return [...first.values()].sort((one, other) => ORDER.indexOf(one.where) - ORDER.indexOf(other.where));
}

/** The same of one field that is left: nothing about what was not typed yet. */
export function checkField(name: FieldName, draft: Draft, around: Surroundings): Wrong | undefined {
  return draft.values[name] ? checkDraft(draft, around).find(({ where }) => where === name) : undefined;
}

/** The record with a result yet to come, at this moment: what is not on this page is as any test would have it. */
function recordOf(draft: Draft, { kit, ...setting }: Surroundings): Plain {
  const person = personOf(draft, setting);
  const { birth_date: birth, sex } = (person["identity"] ?? {}) as Readonly<Record<string, string>>;
  const day = setting.today.toISOString().slice(0, 10);
  const counted = birth && earliestDay(birth) ? ageBand(birth, day) : "0-9";
  return {
    identity: {},
    ...person,
    result: {
      analytes: [{ disease: "U07.1", loinc: "94558-4", outcome: "260385009" }],
      sampling_time: `${setting.today.toISOString().slice(0, 19)}+00:00`,
      device: kit?.device ?? {},
    },
    source: { professional: {}, pharmacy: {}, consents: { ...NOTHING_AGREED, ...draft.consent } },
    statistics: { age_band: counted, sex: sex ?? "U" },
  };
}

const NOTHING_AGREED = { test: true, identity: true, doctor: false, notice: false, certificate: false };

function ofRecord(draft: Draft, around: Surroundings): Wrong[] {
  return check(recordOf(draft, around), around.today).flatMap((problem) => {
    const where = PLACES.find(([path]) => path.test(problem.path))?.[1];
    const ignored = !where || problem.code === "statistics-differ" || (where === "kit" && problem.severity === "error");
    return ignored ? [] : { where, message: said(problem, around), stops: problem.severity === "error" };
  });
}

// What is simply not there is asked for; the catalogue's sentence is for what is there and wrong.
function said(problem: Problem, { language }: Surroundings): string {
  const text = texts[language].errors;
  const where = PLACES.find(([path]) => path.test(problem.path))?.[1] ?? "kit";
  const asked: Partial<Record<Where, string>> = text.missing;
  const missing = problem.code === "field-missing" || problem.code.endsWith("-missing");
  return (missing && asked[where]) || message(problem, language);
}

function* ofPage(draft: Draft, around: Surroundings): Generator<Wrong> {
  const { values, consent } = draft;
  const text = texts[around.language].errors;
  const written = readNumber(values.number);
  if (written.kind === "begun") yield wrong("number", counted(text.number, written.missing));
  if (written.kind === "name") yield wrong("number", text.name);
  if (written.kind === "other" && written.number.length < 5) yield wrong("number", text.prefill);
  const number = written.kind === "nir" || written.kind === "other" ? written.number : "";
  if (around.demo && /^\d{13,15}$|^\d{5}2[AB]\d{6,8}$/.test(number) && !isNobodys(number, draft.known.oid))
    yield wrong("number", text.demo);
  if (!values.first_name && !draft.known.firstNames) yield wrong("first_name", text.missing.first_name);
  if (values.birth.startsWith("/")) yield { where: "birth", message: text.day, stops: false };
  for (const name of ["phone", "guardian_phone", "doctor_phone"] as const) {
    const missing = missingDigits(values[name]);
    if (missing) yield wrong(name, counted(text.phone, missing));
  }
  for (const name of ["test", "identity"] as const)
    if (consent[name] === undefined) yield wrong(`consent_${name}`, text.missing[`consent_${name}`]);
  if (!around.kit) yield wrong("kit", text.missing.kit);
  else if (isExpired(around.kit.device, around.today)) yield wrong("kit", text.expired);
}

/** A French number lacks these digits; 0 for one that is whole, foreign or not there. */
function missingDigits(phone: string): number {
  const digits = phone.replaceAll(/[\s.\-()]/g, "");
  return /^0[1-9]\d{0,7}$/.test(digits) ? 10 - digits.length : 0;
}

function counted({ one, many }: { readonly one: string; readonly many: string }, count: number): string {
  return fill(count === 1 ? one : many, { count });
}

function wrong(where: Where, sentence: string): Wrong {
  return { where, message: sentence, stops: true };
}
