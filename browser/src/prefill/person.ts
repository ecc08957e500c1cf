// What was typed becomes the sections of a person, or the first thing to mend on each screen.

import type { Fields } from "../envelope/cbor";
import { nirError } from "../record/nir";
import { read, type Boxes } from "../ticket/birth";

export const WHO = ["birth_name", "first_name", "birthplace", "number"] as const;
export const REACH = ["phone", "email", "address", "postal_code", "city", "guardian_family", "guardian_given"] as const;
export type Named = (typeof WHO)[number] | (typeof REACH)[number];
export type Sex = "F" | "M" | "U";

export interface Typed {
  readonly texts: Readonly<Record<Named, string>>;
  readonly born: Boxes;
  readonly sex?: Sex | undefined;
}

export type Wrong = Named | "sex" | "born";

const NIR = "1.2.250.1.213.1.4.8";
const TEMPORARY = /^[3-8][0-9]{12}(?:[0-9]{2})?$/;
const EMAIL = /^[A-Za-z0-9.!#$%&'*+/=?^_{|}~-]{1,64}@[A-Za-z0-9-]{1,63}([.][A-Za-z0-9-]{1,63}){1,8}$/;
const ADULT = 18;
const LONGEST = 80;

export const NOTHING: Typed = {
  texts: Object.fromEntries([...WHO, ...REACH].map((name) => [name, ""])) as Record<Named, string>,
  born: { day: "", month: "", year: "" },
};

/** What has to be mended on the first screen: names, sex and birth date are needed, a number must be one. */
export function wrongInWho({ texts, born, sex }: Typed, today: Date): readonly Wrong[] {
  const found: Wrong[] = [];
  if (!texts.birth_name.trim()) found.push("birth_name");
  if (!texts.first_name.trim()) found.push("first_name");
  if (!bornOn(born, today)) found.push("born");
  if (!sex) found.push("sex");
  const number = numberOf(texts.number);
  if (number && !TEMPORARY.test(number) && nirError(number, NIR)) found.push("number");
  return found;
}

/** As the record has it: the year alone, or month and year, where the rest is not known. */
export function bornOn(born: Boxes, today: Date): string | undefined {
  const whole = read(born, today, false);
  const date = "digits" in whole || !born.year.trim() ? whole : read(born, today, true);
  if ("problem" in date) return undefined;
  const [year, month, day] = [date.digits.slice(0, 4), date.digits.slice(4, 6), date.digits.slice(6)];
  return [year, month, day].filter((part) => Number(part)).join("-");
}

/** And on the second, where everything may be left empty. */
export function wrongInReach({ texts }: Typed): readonly Wrong[] {
  const found: Wrong[] = [];
  if (texts.phone.trim() && !/^[+]?[0-9]{4,15}$/.test(phoneOf(texts.phone))) found.push("phone");
  if (/^0[1-9]/.test(phoneOf(texts.phone)) && phoneOf(texts.phone).length !== 10) found.push("phone");
  if (texts.email.trim() && !EMAIL.test(texts.email.trim())) found.push("email");
  return [...new Set(found)];
}

export function isChild({ born }: Typed, today: Date): boolean {
  const [year, month = "01", day = "01"] = bornOn(born, today)?.split("-") ?? [];
  return year !== undefined && new Date(Number(year) + ADULT, Number(month) - 1, Number(day)) > today;
}

/** Sections as the record has them; of what is right. */
export function personOf(typed: Typed, today: Date): Fields {
  const { texts, sex = "U" } = typed;
  const said = (name: Named) => texts[name].trim().normalize("NFC").replaceAll(/\s+/g, " ").slice(0, LONGEST);
  const [number, birthplace] = [numberOf(texts.number), said("birthplace")];
  return {
    identity: {
      birth_name: said("birth_name").toLocaleUpperCase("fr"),
      birth_first_name: said("first_name"),
      sex,
      birth_date: bornOn(typed.born, today) ?? "",
      status: "PROV",
      ...(birthplace && { birthplace: { city: birthplace } }),
    },
    ...(number && { number: { value: number, ...(!TEMPORARY.test(number) && { oid: NIR }) } }),
    ...contactOf(typed, said, today),
  };
}

function contactOf(typed: Typed, said: (name: Named) => string, today: Date): Fields {
  const [phone, email] = [phoneOf(typed.texts.phone), said("email").toLowerCase()];
  const [lines, code, city] = [said("address"), said("postal_code").slice(0, 12), said("city")];
  const address = { ...(lines && { lines: [lines] }), ...(code && { postal_code: code }), ...(city && { city }) };
  const [family, given] = [said("guardian_family").toLocaleUpperCase("fr"), said("guardian_given")];
  const guardian = family && isChild(typed, today) && { guardian: { family, ...(given && { given }) } };
  const contact = {
    ...(Object.keys(address).length && { address: { ...address, country: "FR" } }),
    ...(phone && { phones: [{ number: phone }] }),
    ...(email && { emails: [email] }),
    ...guardian,
  };
  return Object.keys(contact).length ? { contact } : {};
}

function numberOf(typed: string): string {
  return typed.replaceAll(/[\s.\-]/g, "").toUpperCase();
}

function phoneOf(typed: string): string {
  return typed.replaceAll(/[\s.\-()]/g, "").replace(/^00/, "+");
}
