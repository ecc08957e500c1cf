/**
 * Writing BIO-TROD: the header, from a record, byte for byte as the Python side. Nothing is made up: a record without document
 * identifiers cannot be written. Spec: spec/record.md, BIO-TROD; CI-SIS BIO-TROD 2024.01 (order of elements: CDA R2).
 */
import { structuredBody } from "./bioTrodBody";
import { recordTarget } from "./bioTrodPatient";
import { diseases, official } from "./catalogue";
import {
  address,
  code,
  organization,
  personName,
  phone,
  placeId,
  professionalId,
  systems,
  telecoms,
  time,
} from "./cdaWrite";
import type { Checked, Doctor, Document, Pharmacy, Source } from "./model";
import { node, written, type Element } from "./xml";

const documentLoinc = "96173-0";
const template = "1.2.250.1.213.1.1.1.59";
const consentToTest = "GEN-366";
const templates = ["2.16.840.1.113883.2.8.2.1", "1.3.6.1.4.1.19376.1.5.3.1.1.1", "1.2.250.1.213.1.1.1.1"];
const consent = "Le patient (ou son représentant légal) a donné son consentement pour la réalisation du test.";
const participation: Readonly<Record<string, string>> = { treating: "INF", prescriber: "REF" };

/** The document of a record with an identity and `source.document`; a RangeError that names the one missing. */
export function writeBioTrod(record: Checked): string {
  const { identity, source } = record;
  const { document } = source;
  if (!identity || !document) throw new RangeError(identity ? "source.document" : "identity");
  const root = node(
    "ClinicalDocument",
    { xmlns: "urn:hl7-org:v3", "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance" },
    ...opening(record, document),
    recordTarget(record, identity),
    ...people(record, document),
    ...acts(record),
    ...consented(source),
    encounter(record),
    structuredBody(record),
  );
  return written(root);
}

function opening({ result }: Checked, document: Document): Element[] {
  const found = new Set(result.analytes.map(({ disease }) => diseases.get(disease)?.fr ?? disease));
  const label = "Test rapide d'orientation diagnostique";
  return [
    node("realmCode", { code: "FR" }),
    node("typeId", { root: "2.16.840.1.113883.1.3", extension: "POCD_HD000040" }),
    ...templates.map((root) => node("templateId", { root })),
    node("templateId", { root: template, extension: "2024.01" }),
    instance("id", document.id),
    code("code", [documentLoinc, systems.loinc, label]),
    node("title", {}, `${label} : ${[...found].join(" / ")}`),
    node("effectiveTime", { value: time(document.time) }),
    code("confidentialityCode", ["N", "2.16.840.1.113883.5.25", "Normal"]),
    node("languageCode", { code: "fr-FR" }),
    instance("setId", document.set_id),
    node("versionNumber", { value: String(document.version) }),
  ];
}

/** Author, custodian, recipients, authenticator, other participants: the order is CDA's. */
function people({ source, contact }: Checked, document: Document): Element[] {
  const when = node("time", { value: time(document.time) });
  const doctors = contact?.doctors ?? [];
  const keptBy = node("assignedCustodian", {}, pharmacyOf("representedCustodianOrganization", source.pharmacy));
  const signer = professional("assignedEntity", source, source.pharmacy.phone);
  return [
    node("author", {}, when, professional("assignedAuthor", source, source.professional.phone)),
    node("custodian", {}, keptBy),
    ...(source.consents.doctor ? doctors.map((one) => node("informationRecipient", {}, recipient(one))) : []),
    node("legalAuthenticator", {}, when, node("signatureCode", { code: "S" }), signer),
    ...doctors.filter(({ role }) => role in participation).map((one) => participant(one, document)),
  ];
}

function professional(name: string, { professional: who, pharmacy }: Source, reached: string | undefined): Element {
  return node(
    name,
    {},
    professionalId(who.rpps),
    code("code", [who.role, systems.roles, official("roles", who.role)]),
    address(pharmacy.address),
    ...phone(reached),
    node("assignedPerson", {}, personName(who)),
    pharmacyOf("representedOrganization", pharmacy),
  );
}

function pharmacyOf(name: string, pharmacy: Pharmacy): Element {
  const named = node("name", {}, pharmacy.name);
  return node(name, {}, placeId(pharmacy.identifier), named, ...phone(pharmacy.phone), address(pharmacy.address));
}

function recipient(doctor: Doctor): Element {
  return node(
    "intendedRecipient",
    {},
    professionalId(doctor.rpps),
    address(doctor.address),
    ...telecoms(doctor.phones, doctor.emails),
    node("informationRecipient", {}, personName(doctor)),
    organization("receivedOrganization", doctor.organization),
  );
}

function participant(doctor: Doctor, document: Document): Element {
  const treats = code("functionCode", ["PCP", "2.16.840.1.113883.5.88", "Médecin Traitant"]);
  const entity = node(
    "associatedEntity",
    { classCode: "PROV" },
    professionalId(doctor.rpps),
    address(doctor.address),
    ...telecoms(doctor.phones, doctor.emails),
    node("associatedPerson", {}, personName(doctor)),
    organization("scopingOrganization", doctor.organization),
  );
  const since = node("time", { "xsi:type": "IVL_TS" }, low(document.time));
  const first = doctor.role === "treating" ? treats : undefined;
  return node("participant", { typeCode: participation[doctor.role] }, first, since, entity);
}

function acts({ result, source }: Checked): Element[] {
  return [...new Set(result.analytes.map(({ disease }) => disease))].map((disease) => {
    const performer = professional("assignedEntity", source, source.pharmacy.phone);
    const event = node(
      "serviceEvent",
      { classCode: "ACT" },
      code("code", [disease, systems.icd10, official("diseases", disease)], { codeSystemName: "CIM-10" }),
      node("effectiveTime", {}, low(result.sampling_time)),
      node("performer", { typeCode: "PRF" }, performer),
    );
    return node("documentationOf", {}, event);
  });
}

function consented({ consents }: Source): Element[] {
  if (!consents.test) return [];
  const agreed = code("code", [consentToTest, systems.consents, consent], { codeSystemName: "TA_ASIP" });
  const done = node("statusCode", { code: "completed" });
  return [
    node("authorization", { typeCode: "AUTH" }, node("consent", { classCode: "CONS", moodCode: "EVN" }, agreed, done)),
  ];
}

function encounter({ source, result }: Checked): Element {
  const { pharmacy } = source;
  const place = node("location", {}, node("name", {}, pharmacy.name), address(pharmacy.address));
  const kind = code("code", ["SA33", "1.2.250.1.71.4.2.4", "Pharmacie d'officine"]);
  const visit = node(
    "encompassingEncounter",
    {},
    code("code", ["AMB", "2.16.840.1.113883.5.4", "Ambulatoire (hors établissement)"]),
    node("effectiveTime", {}, low(result.sampling_time)),
    node("responsibleParty", {}, professional("assignedEntity", source, pharmacy.phone)),
    node("location", {}, node("healthCareFacility", {}, kind, place)),
  );
  return node("componentOf", {}, visit);
}

function low(moment: string): Element {
  return node("low", { value: time(moment) });
}

function instance(name: string, identifier: string): Element {
  const [root, ...extension] = identifier.split("^");
  return node(name, { root, extension: extension.join("^") || undefined });
}
