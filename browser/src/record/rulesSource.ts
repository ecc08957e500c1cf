/** Rules about who sends, what was agreed to, and what may be counted. Spec: spec/record.md, Rules. */
import { named, type Facts } from "./facts";
import { problem, type Problem } from "./problems";
import { rppsIsValid } from "./rpps";
import { isMap } from "./shape";
import { section, statisticsOf, text } from "./statistics";

// A FINESS has no key that can be enforced: many in use do not have a right one.
const forms: Readonly<Record<string, RegExp>> = {
  finess: /^[0-9A-Za-z]{9}$/,
  siren: /^[0-9]{9}$/,
  siret: /^[0-9]{14}$/,
};

export function* rpps(facts: Facts): Generator<Problem> {
  for (const [path, value] of named(facts, "rpps"))
    if (typeof value === "string" && !rppsIsValid(value)) yield problem("rpps-key", path);
}

export function* establishments(facts: Facts): Generator<Problem> {
  for (const [path, one] of named(facts, "identifier")) {
    if (!isMap(one)) continue;
    const [form, value] = [forms[text(one["kind"]) ?? ""], text(one["value"])];
    if (form && value && !form.test(value)) yield problem("establishment-format", `${path}.value`);
  }
}

export function* consents({ clean, withheld }: Facts): Generator<Problem> {
  const agreed = section(section(clean, "source"), "consents");
  if (agreed["test"] === false) yield problem("consent-test-missing", "source.consents.test");
  if (withheld.has("contact")) return;
  const contact = section(clean, "contact");
  const reachable = contact["phones"] ?? contact["emails"] ?? section(contact, "guardian")["phones"];
  if (agreed["notice"] === true && !reachable) yield problem("notice-without-address", "source.consents.notice");
  if (agreed["doctor"] === true && !contact["doctors"]) yield problem("doctor-missing", "contact.doctors");
  if (agreed["doctor"] === false && contact["doctors"])
    yield problem("doctor-without-consent", "source.consents.doctor");
}

export function* statistics(facts: Facts): Generator<Problem> {
  const counted = statisticsOf(facts.clean);
  const given = section(facts.clean, "statistics");
  if (!counted) return;
  // The département is beyond us when the address is withheld, or says too little or something wrong.
  const hasAddress = "address" in section(facts.given, "contact");
  const cannotTell = facts.withheld.has("contact") || (hasAddress && !("departement" in counted));
  for (const name of cannotTell ? ["age_band", "sex"] : ["age_band", "sex", "departement"])
    if (name in given && given[name] !== counted[name]) yield problem("statistics-differ", `statistics.${name}`);
}
