/**
 * Writing BIO-TROD: the person tested. The number is written only with a qualified identity (RNIV).
 * Spec: spec/record.md, BIO-TROD.
 */
import { address, code, personName, systems, telecoms } from "./cdaWrite";
import { countryName } from "./countries";
import type { Checked, Contact, Guardian, Identity, PersonNumber } from "./model";
import { insOids } from "./nir";
import { leaf, node, type Element } from "./xml";

const sexes = { M: ["M", "Masculin"], F: ["F", "Féminin"], U: ["UN", "Inconnu"] } as const;

/** The person of a record that has one. */
export function recordTarget({ number, contact = {} }: Checked, identity: Identity): Element {
  const mailbox = number?.secure_email ? [number.secure_email] : [];
  const reached = telecoms(contact.phones, [...mailbox, ...(contact.emails ?? [])]);
  // Both are mandatory in the document and in nobody's life: the null flavour says that they were not asked.
  const notAsked = { nullFlavor: "NASK" };
  const role = node(
    "patientRole",
    {},
    numberOf(identity, number),
    address(contact.address) ?? node("addr", notAsked),
    ...(reached.length ? reached : [node("telecom", notAsked)]),
    patient(identity, contact),
  );
  return node("recordTarget", {}, role);
}

function numberOf(identity: Identity, number: PersonNumber | undefined): Element {
  const unqualified = insOids.has(number?.oid ?? "") && identity.status !== "VALI";
  if (!number?.oid || unqualified) return node("id", { nullFlavor: "UNK" });
  return node("id", { root: number.oid, extension: number.value });
}

function patient(identity: Identity, contact: Contact): Element {
  const [sex, label] = sexes[identity.sex];
  return node(
    "patient",
    { classCode: "PSN" },
    node("name", {}, ...names(identity)),
    code("administrativeGenderCode", [sex, systems.sex, label]),
    node("birthTime", { value: identity.birth_date.replaceAll("-", "") }),
    guardian(contact.guardian),
    birthplace(identity.birthplace),
  );
}

function names(identity: Identity): (Element | undefined)[] {
  const [birth, used] = [{ qualifier: "BR" }, { qualifier: "CL" }];
  return [
    leaf("family", identity.birth_name, birth),
    leaf("given", identity.birth_first_names), // no qualifier: all first names of the birth record
    leaf("given", identity.birth_first_name, birth),
    leaf("family", identity.used_name, used),
    leaf("given", identity.used_first_name, used),
  ];
}

function guardian(given: Guardian | undefined): Element | undefined {
  if (!given) return undefined;
  const person = node("guardianPerson", {}, personName({ ...given }));
  return node("guardian", {}, address(given.address), ...telecoms(given.phones), person);
}

function birthplace(born: Identity["birthplace"]): Element | undefined {
  if (!born) return undefined;
  const country = born.country && countryName(born.country);
  const where = node("addr", {}, leaf("county", born.insee), leaf("city", born.city), leaf("country", country));
  return node("birthplace", {}, node("place", {}, where));
}
