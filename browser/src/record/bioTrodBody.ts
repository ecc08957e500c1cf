/**
 * Writing BIO-TROD: the body, coded entries and the table that people read. The table cannot contradict the codes, because each
 * cell is what an entry refers to. Spec: spec/record.md, BIO-TROD.
 */
import { analytes, official } from "./catalogue";
import { code, systems, time } from "./cdaWrite";
import { sets } from "./fields";
import type { Analyte, Checked, Device } from "./model";
import { leaf, node, type Element } from "./xml";

const deviceCell = "dispositif-nom-reference";
const commentTemplates = ["2.16.840.1.113883.10.20.1.40", "1.3.6.1.4.1.19376.1.5.3.1.4.2", "1.2.250.1.213.1.1.3.32"];
const completed = node("statusCode", { code: "completed" });
const [isLoinc, isEvent] = [{ codeSystemName: "LOINC" }, { moodCode: "EVN" }];

/** The one section of the document. */
export function structuredBody({ result }: Checked): Element {
  const section = node(
    "section",
    {},
    template("1.3.6.1.4.1.19376.1.3.3.2.1"),
    template("1.2.250.1.213.1.1.2.70"),
    code("code", ["18725-2", systems.loinc, "Microbiologie"], isLoinc),
    node("title", {}, "Résultat du test rapide d'orientation diagnostique"),
    node("text", {}, resultsTable(result.analytes), node("br"), deviceTable(result.device)),
    entry(result),
  );
  return node("component", {}, node("structuredBody", {}, node("component", {}, section)));
}

/** The French word for a result, as people read it; empty for a code that is not one. */
export function outcomeLabel(outcome: string): string {
  return sets["outcome"]?.[outcome]?.fr ?? "";
}

function resultsTable(all: readonly Analyte[]): Element {
  const rows = all.map((one, index) => [
    cell(`examen-${index + 1}`, analytes.get(one.loinc)?.fr ?? one.loinc),
    cell(`resultat-${index + 1}`, outcomeLabel(one.outcome)),
    cell(`commentaire-${index + 1}`, one.comment ?? ""),
  ]);
  return table(["Pathologie/Substance dépistée", "Résultat", "Commentaire"], rows);
}

function deviceTable({ manufacturer = "", reference = "", lot, expiry, udi }: Device): Element {
  const facts = [manufacturer, reference, lot, expiry?.split("-").reverse().join("/") ?? ""].join(" | ");
  const headers = ["Code UDI du dispositif utilisé", "Fabricant | Référence | N° de lot | Date de péremption"];
  return table(headers, [[node("td", {}, udi), cell(deviceCell, facts)]]);
}

function table(headers: readonly string[], rows: readonly (readonly Element[])[]): Element {
  const head = node("thead", {}, node("tr", {}, ...headers.map((one) => node("th", {}, one))));
  return node("table", { border: "0" }, head, node("tbody", {}, ...rows.map((row) => node("tr", {}, ...row))));
}

function cell(identifier: string, text: string): Element {
  return node("td", {}, node("content", { ID: identifier }, text));
}

function entry(result: Checked["result"]): Element {
  const act = node(
    "act",
    { classCode: "ACT", ...isEvent },
    code("code", ["92893-7", systems.loinc, "Sérologie virale"], isLoinc),
    completed,
    participant(result.device),
    ...result.analytes.map((one, index) => observation(result.sampling_time, one, index + 1)),
  );
  const templates = ["1.3.6.1.4.1.19376.1.3.1", "1.2.250.1.213.1.1.3.21"].map(template);
  return node("entry", { typeCode: "DRIV" }, ...templates, act);
}

function participant(device: Device): Element {
  const playing = node(
    "playingDevice",
    { classCode: "DEV", determinerCode: "INSTANCE" },
    node("code", {}, reference(deviceCell)),
    leaf("manufacturerModelName", device.name),
  );
  const udi = device.udi ? node("id", { root: systems.udi, extension: device.udi }) : undefined;
  return node("participant", { typeCode: "DEV" }, node("participantRole", { classCode: "MANU" }, udi, playing));
}

function observation(sampled: string, analyte: Analyte, number: number): Element {
  const snomed = { "xsi:type": "CD", codeSystemName: "SNOMED CT" };
  const found = [analyte.outcome, systems.snomed, outcomeLabel(analyte.outcome)] as const;
  const observed = node(
    "observation",
    { classCode: "OBS", ...isEvent },
    template("1.3.6.1.4.1.19376.1.3.1.6"),
    template("1.2.250.1.213.1.1.3.80"),
    code(
      "code",
      [analyte.loinc, systems.loinc, official("analytes", analyte.loinc)],
      isLoinc,
      reference(`examen-${number}`),
    ),
    completed,
    node("effectiveTime", { value: time(sampled) }),
    code("value", found, snomed, reference(`resultat-${number}`)),
    analyte.comment ? comment(number) : undefined,
  );
  return node("entryRelationship", { typeCode: "COMP" }, observed);
}

function comment(number: number): Element {
  const act = node(
    "act",
    { classCode: "ACT", ...isEvent },
    ...commentTemplates.map(template),
    code("code", ["48767-8", systems.loinc, "Commentaire"], isLoinc),
    node("text", {}, node("reference", { value: `#commentaire-${number}` })),
    completed,
  );
  return node("entryRelationship", { typeCode: "SUBJ" }, act);
}

function reference(identifier: string): Element {
  return node("originalText", {}, node("reference", { value: `#${identifier}` }));
}

function template(root: string): Element {
  return node("templateId", { root });
}
