// The doctor's copy on paper: what the BIO-TROD document says, for whoever reads it without software. In French, as the document.
// Loaded when somebody asks for it.

import { outcomeLabel } from "../../record/bioTrodBody";
import { analytes, diseases } from "../../record/catalogue";
import type { Address, Checked, Doctor } from "../../record/model";
import { birthInWords } from "../board/days";
import { momentInWords, phoneInPairs } from "../../ticket/language";
import type { DoctorCopy } from "./doctor";
import { Pages } from "./pdf_page";

const [TITLE, HEADING, BODY] = [{ size: 18, bold: true }, { size: 12, bold: true, above: 18 }, { size: 11 }];
const SEXES = { F: "féminin", M: "masculin", U: "inconnu" } as const;

/** In a demonstration the first line says so: a file travels without the page's banner. */
export async function doctorPdf(
  { record, document, name }: DoctorCopy,
  { demo }: { readonly demo: boolean },
): Promise<Uint8Array<ArrayBuffer>> {
  const pages = await Pages.open(name, new Date(document.time));
  if (demo) pages.line("Démonstration : personnes fictives", { ...BODY, bold: true });
  pages.line("Test rapide d’orientation diagnostique", TITLE);
  pages.line("Copie pour le médecin, avec l’accord de la personne", { ...BODY, soft: true });
  for (const doctor of record.contact?.doctors ?? []) writeDoctor(pages, doctor);
  writePerson(pages, record);
  writeResult(pages, record);
  writeSource(pages, record);
  pages.line(`Document ${document.id}, version ${document.version}`, { size: 8, soft: true, above: 24 });
  return pages.bytes();
}

function writeDoctor(pages: Pages, { prefix, given, family, rpps, address }: Doctor): void {
  pages.line("Destinataire", HEADING);
  pages.fact("Médecin", joined(prefix, given, family));
  pages.fact("RPPS", rpps);
  pages.fact("Adresse", written(address));
}

function writePerson(pages: Pages, { identity, number, contact }: Checked): void {
  pages.line("Personne testée", HEADING);
  pages.fact("Nom de naissance", identity?.birth_name);
  pages.fact("Nom utilisé", identity?.used_name);
  pages.fact("Prénoms", identity?.birth_first_names ?? identity?.birth_first_name ?? identity?.used_first_name);
  pages.fact("Date de naissance", identity && birthInWords(identity.birth_date, "fr"));
  pages.fact("Sexe", identity && SEXES[identity.sex]);
  // As in the document: a number travels only with a qualified identity (RNIV).
  pages.fact("INS", identity?.status === "VALI" ? number?.value : undefined);
  pages.fact("Téléphone", phoneInPairs(contact?.phones?.[0]?.number ?? ""));
}

function writeResult(pages: Pages, { result }: Checked): void {
  pages.line("Résultat", HEADING);
  for (const { disease, loinc, outcome, comment } of result.analytes) {
    const test = analytes.get(loinc)?.fr ?? diseases.get(disease)?.fr ?? loinc;
    pages.line(`${test} : ${outcomeLabel(outcome)}`, { size: 15, bold: true, above: 4 });
    pages.fact("Codes", `LOINC ${loinc}, CIM-10 ${disease}, SNOMED CT ${outcome}`);
    pages.fact("Commentaire", comment);
  }
  const { device, sampling_time, reading_time } = result;
  pages.line("Prélèvement et dispositif", HEADING);
  pages.fact("Prélevé", momentInWords("fr", sampling_time));
  pages.fact("Lu", reading_time && momentInWords("fr", reading_time));
  pages.fact("Dispositif", joined(device.name, device.manufacturer, device.reference));
  pages.fact("Lot", device.lot);
  pages.fact("Péremption", device.expiry && birthInWords(device.expiry, "fr"));
  pages.fact("UDI", device.udi);
}

function writeSource(pages: Pages, { source }: Checked): void {
  const { professional, pharmacy } = source;
  pages.line("Réalisé par", HEADING);
  pages.fact("Pharmacien", joined(professional.prefix, professional.given, professional.family));
  pages.fact("RPPS", professional.rpps);
  pages.fact("Pharmacie", pharmacy.name);
  pages.fact("FINESS", pharmacy.identifier.value);
  pages.fact("Adresse", written(pharmacy.address));
  pages.fact("Téléphone", phoneInPairs(pharmacy.phone ?? ""));
}

function written(address: Address | undefined): string {
  return address ? joined(...(address.lines ?? []), address.postal_code, address.city) : "";
}

function joined(...parts: readonly (string | undefined)[]): string {
  return parts.filter(Boolean).join(" ");
}
