/** Rules about analytes and the kit. What catalogue or box say otherwise is only a warning. Spec: spec/record.md, Rules. */
import { analytes as knownAnalytes } from "./catalogue";
import { deviceOf, sampledAt, type Facts } from "./facts";
import { problem, type Problem } from "./problems";
import { gtinIsValid, loincIsValid } from "./rpps";
import { isMap } from "./shape";
import { section, text } from "./statistics";
import { parseUdi } from "./udi";

export function* analytes(facts: Facts): Generator<Problem> {
  const listed = section(facts.clean, "result")["analytes"];
  const seen = new Set<string>();
  for (const [index, analyte] of (Array.isArray(listed) ? listed : []).entries()) {
    const loinc = isMap(analyte) ? text(analyte["loinc"]) : undefined;
    if (!loinc) continue;
    const path = `result.analytes[${index}]`;
    const known = knownAnalytes.get(loinc);
    if (!loincIsValid(loinc)) yield problem("loinc-key", `${path}.loinc`);
    else if (!known) yield problem("analyte-unknown", `${path}.loinc`);
    if (seen.has(loinc)) yield problem("analyte-repeated", `${path}.loinc`);
    seen.add(loinc);
    if (known && (text(analyte["disease"]) ?? known.disease) !== known.disease)
      yield problem("disease-differs", `${path}.disease`);
  }
}

export function* deviceNamed(facts: Facts): Generator<Problem> {
  const given = section(section(facts.given, "result"), "device");
  if (Object.keys(deviceOf(facts)).length > 0 && !["name", "manufacturer", "udi"].some((name) => name in given))
    yield problem("device-unnamed", "result.device");
}

export function* udi(facts: Facts): Generator<Problem> {
  const device = deviceOf(facts);
  const written = text(device["udi"]);
  if (!written) return;
  const box = parseUdi(written);
  if (!gtinIsValid(box.gtin)) yield problem("gtin-key", "result.device.udi");
  if (box.lot && (text(device["lot"]) ?? box.lot) !== box.lot) yield problem("udi-differs", "result.device.lot");
  if (box.expiry && (text(device["expiry"]) ?? box.expiry) !== box.expiry)
    yield problem("udi-differs", "result.device.expiry");
}

export function* expiry(facts: Facts): Generator<Problem> {
  const device = deviceOf(facts);
  const last = text(device["expiry"]) ?? parseUdi(text(device["udi"]) ?? "").expiry;
  const sampled = sampledAt(facts);
  if (last && sampled && last < sampled.slice(0, 10)) yield problem("kit-expired", "result.device.expiry");
}
