// Between the page and the record: the sections of a person out of what was typed, and the page again out of sections.

import { earliestDay, latestAge } from "../../record/dates";
import { isMap, type Plain } from "../../record/shape";
import { section, text } from "../../record/statistics";
import type { ContactCard } from "../scan/contact";
import type { InsPerson } from "../scan/ins";
import { readBirth, showBirth } from "./birth";
import { fold } from "./communes";
import {
  filledWith,
  NOBODY,
  phoneInPairs,
  refreshed,
  withPlace,
  type Draft,
  type FieldName,
  type Setting,
} from "./draft";
import { oidOf, readNumber } from "./number";
import { labelOf, placeOfInsee, placeOfText } from "./places";

/** Sections `identity`, `number`, `contact`, `context`, as far as they are known; what is not is absent. */
export function personOf(draft: Draft, setting: Setting & { readonly demo: boolean }): Plain {
  return whole({
    identity: identityOf(draft, setting),
    number: numberOf(draft, setting),
    contact: contactOf(draft, setting),
    context: contextOf(draft, setting),
  });
}

/** The page with a person on it again: of a former visit, of a phone, of a row that is changed. */
export function draftOf(person: Plain, { language }: Pick<Setting, "language">): Draft {
  const [identity, contact] = [section(person, "identity"), section(person, "contact")];
  const [address, guardian, context] = [
    section(contact, "address"),
    section(contact, "guardian"),
    section(person, "context"),
  ];
  const doctor = first(contact["doctors"]);
  const birthplace = section(identity, "birthplace");
  const values: Partial<Record<FieldName, string>> = {
    number: said(section(person, "number"), "value"),
    birth_name: said(identity, "birth_name"),
    used_name: said(identity, "used_name"),
    first_name:
      said(identity, "birth_first_name") || said(identity, "used_first_name") || said(identity, "birth_first_names"),
    sex: said(identity, "sex"),
    birth: showBirth(said(identity, "birth_date")),
    birthplace: labelOf(birthplace, language),
    phone: phoneOf(contact),
    email: String(list(contact["emails"])[0] ?? ""),
    postal_code: said(address, "postal_code"),
    city: said(address, "city"),
    country: said(address, "country"),
    address: list(address["lines"]).join(", "),
    guardian_family: said(guardian, "family"),
    guardian_given: said(guardian, "given"),
    guardian_phone: phoneOf(guardian),
    doctor_family: said(doctor, "family"),
    doctor_given: said(doctor, "given"),
    doctor_phone: phoneOf(doctor),
    doctor_email: String(list(doctor["emails"])[0] ?? ""),
    symptoms: said(context, "symptoms"),
    onset: showBirth(said(context, "onset_date")),
  };
  return filledWith(NOBODY, values, {
    oid: text(section(person, "number")["oid"]),
    firstNames: text(identity["birth_first_names"]),
    commune: text(address["commune"]),
    rest: person,
    ...(Object.keys(birthplace).length && { birthplace }),
  });
}

/**
 * The contact and guardian of `person` on a page of the same household. Who is no child is the guardian of one that follows: the
 * fields show for a child alone.
 */
export function householdOf(person: Plain, setting: Setting): Draft {
  const { doctors: _notTheirs, guardian, ...contact } = section(person, "contact");
  const identity = section(person, "identity");
  const adult = { family: identity["used_name"] ?? identity["birth_name"], given: identity["birth_first_name"] };
  const child = isMinor(said(identity, "birth_date"), setting.today);
  const shared = { ...contact, guardian: guardian ?? (child ? {} : whole({ ...adult, phones: contact["phones"] })) };
  const { values, filled, known } = draftOf({ contact: shared }, setting);
  return { values, filled, consent: {}, known: { commune: known.commune } };
}

/** Whether a guardian is asked for: of a child, and of whoever has one already. */
export function hasGuardian({ values, known }: Draft, today: Date): boolean {
  return isMinor(readBirth(values.birth, today), today) || "guardian" in section(known.rest ?? {}, "contact");
}

/** `birth` as the record has it. */
export function isMinor(birth: string | undefined, today: Date): boolean {
  return (
    birth !== undefined && earliestDay(birth) !== undefined && latestAge(birth, today.toISOString().slice(0, 10)) < 18
  );
}

/** A person's own code on the page: it replaces who was there, not how to reach them. */
export function withIns(draft: Draft, ins: InsPerson, setting: Setting): Draft {
  const given = ins.firstNames.split(/[ ,]+/)[0] ?? ins.firstNames;
  const next = filledWith(
    draft,
    {
      number: ins.number,
      birth_name: ins.birthName,
      first_name: given,
      sex: ins.sex ?? "",
      birth: ins.birth ? showBirth(ins.birth) : "",
    },
    { oid: ins.oid, firstNames: ins.firstNames },
  );
  return ins.insee ? withPlace(next, placeOfInsee(ins.insee, setting.communes, setting.language)) : next;
}

/** A contact card on the page: how to reach the person; who they are only where nothing says so yet. */
export function withContact(draft: Draft, card: ContactCard, setting: Setting): Draft {
  const { values, filled } = draft;
  const given: Partial<Record<FieldName, string>> = {
    birth_name: card.family?.toLocaleUpperCase("fr") ?? "",
    first_name: card.given ?? "",
    birth: card.birth ? showBirth(card.birth) : "",
    phone: phoneInPairs(card.phone ?? ""),
    email: card.email?.toLowerCase() ?? "",
    address: card.address ?? "",
    city: card.city ?? "",
    postal_code: card.postalCode ?? "",
    country: card.country ?? "",
  };
  const known: readonly string[] = ["birth_name", "first_name", "birth"];
  const kept = Object.entries(given).filter(
    ([name]) =>
      values[name as FieldName] === "" ||
      (!known.includes(name) && filled.has(name as FieldName)) ||
      name === "country",
  );
  return refreshed(filledWith(draft, Object.fromEntries(kept)), setting);
}

function identityOf({ values, known }: Draft, setting: Setting): Plain {
  const kept = section(known.rest ?? {}, "identity");
  const birth = readBirth(values.birth, setting.today) ?? values.birth;
  const place = known.birthplace ?? placeOfText(values.birthplace, setting.communes, setting.language)?.birthplace;
  const names = whole({
    birth_name: values.birth_name,
    used_name: values.used_name,
    birth_first_name: values.first_name,
    birth_first_names: known.firstNames,
  });
  if (!Object.keys(names).length && !birth) return {};
  return whole({
    ...names,
    sex: values.sex,
    birth_date: birth,
    birthplace: place,
    status: text(kept["status"]) ?? "PROV",
  });
}

function numberOf({ values, known }: Draft, { demo }: { readonly demo: boolean }): Plain {
  const written = readNumber(values.number);
  const number = written.kind === "nir" || written.kind === "other" ? written.number : "";
  return number ? whole({ value: number, oid: oidOf(number, known.oid, { demo }) }) : {};
}

function contactOf(draft: Draft, setting: Setting): Plain {
  const { values, known } = draft;
  const guardian = { family: values.guardian_family, given: values.guardian_given };
  const kept = section(known.rest ?? {}, "contact");
  return whole({
    address: addressOf(draft, setting),
    phones: phones(values.phone, list(kept["phones"])),
    emails: [values.email, ...list(kept["emails"]).slice(1)].filter(Boolean),
    guardian: hasGuardian(draft, setting.today) ? whole({ ...guardian, phones: phones(values.guardian_phone) }) : {},
    doctors: doctors(values, list(kept["doctors"])),
  });
}

function addressOf({ values, known }: Draft, { communes }: Setting): Plain {
  const served = values.country === "FR" ? (communes?.ofPostal(values.postal_code.trim()) ?? []) : [];
  const commune = known.commune ?? served.find(({ name }) => fold(name) === fold(values.city))?.insee;
  const lines = values.address
    .split(",")
    .map((line) => line.trim())
    .filter(Boolean);
  const place = whole({ lines, postal_code: values.postal_code, city: values.city, commune });
  return Object.keys(place).length ? { ...place, country: values.country || "FR" } : {};
}

function doctors(values: Draft["values"], kept: readonly unknown[]): readonly Plain[] {
  if (!values.doctor_family) return [];
  const one = whole({
    role: "treating",
    family: values.doctor_family,
    given: values.doctor_given,
    phones: phones(values.doctor_phone),
    emails: [values.doctor_email].filter(Boolean),
  });
  return [{ ...(isMap(kept[0]) && kept[0]["family"] === values.doctor_family ? kept[0] : {}), ...one }];
}

function contextOf({ values, known }: Draft, { today }: Setting): Plain {
  const { symptoms: _s, onset_date: _o, ...kept } = section(known.rest ?? {}, "context");
  const onset = values.symptoms === "onset" ? (readBirth(values.onset, today) ?? values.onset) : "";
  return whole({ ...kept, symptoms: values.symptoms, onset_date: onset });
}

function phones(written: string, kept: readonly unknown[] = []): readonly Plain[] {
  const number = written.replaceAll(/[\s.\-()]/g, "").replace(/^00/, "+");
  const mobile = /^(?:0|\+33)[67]/.test(number);
  return number ? [{ number, ...(mobile && { use: "mobile" }) }, ...(kept.slice(1) as Plain[])] : [];
}

function phoneOf(holder: Plain): string {
  return phoneInPairs(said(first(holder["phones"]), "number"));
}

function first(value: unknown): Plain {
  const [one] = list(value);
  return isMap(one) ? one : {};
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function said(holder: Plain, name: string): string {
  return text(holder[name]) ?? "";
}

/** Without what is empty: what is absent from a record has no key. */
function whole(fields: Plain): Plain {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => !isNothing(value)));
}

function isNothing(value: unknown): boolean {
  if (value === undefined || value === "") return true;
  return Array.isArray(value) ? value.length === 0 : isMap(value) && Object.keys(value).length === 0;
}
