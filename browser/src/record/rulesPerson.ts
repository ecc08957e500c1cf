/** Rules about the person: nobody is refused for what they lack. Spec: spec/record.md, Rules. */
import { latestAge } from "./dates";
import { named, sampledAt, type Facts } from "./facts";
import { carriesNir, insOids, nirError } from "./nir";
import { problem, type Problem } from "./problems";
import { isMap } from "./shape";
import { section, text } from "./statistics";
import { folded, mixesScripts } from "./text";

const nameFields = ["birth_name", "used_name", "birth_first_names", "birth_first_name", "used_first_name"];
const patientMailbox = "@patient.mssante.fr"; // its local part is the INS number itself

export function* names({ clean, given }: Facts): Generator<Problem> {
  const identity = section(clean, "identity");
  for (const name of nameFields)
    if (mixesScripts(text(identity[name]) ?? "")) yield problem("mixed-scripts", `identity.${name}`);
  const asked = section(given, "identity");
  if (clean["identity"] && Object.keys(identity).length > 0 && !nameFields.slice(2).some((name) => name in asked))
    yield problem("first-name-missing", "identity.birth_first_names");
  const [every, first] = [text(identity["birth_first_names"]), text(identity["birth_first_name"])];
  if (every && first && !`${folded(every)} `.startsWith(`${folded(first)} `))
    yield problem("first-name-differs", "identity.birth_first_name");
}

export function* number(facts: Facts): Generator<Problem> {
  const written = section(facts.clean, "number");
  const [value, oid] = [text(written["value"]), text(written["oid"])];
  if (!value || !oid || !insOids.has(oid)) return;
  const wrong = nirError(value, oid);
  if (wrong) yield problem(wrong, "number.value");
  else if (/^[12]/.test(value)) yield* agreement(value, facts);
}

function* agreement(nir: string, { clean }: Facts): Generator<Problem> {
  const identity = section(clean, "identity");
  const sex = text(identity["sex"]);
  if ((sex === "M" || sex === "F") && sex !== (nir.startsWith("1") ? "M" : "F"))
    yield problem("number-sex-differs", "identity.sex");
  const birth = text(identity["birth_date"]);
  if (!birth) return;
  const monthKnown = birth.length > 4 && Number(nir.slice(3, 5)) <= 12;
  if (nir.slice(1, 3) !== birth.slice(2, 4) || (monthKnown && nir.slice(3, 5) !== birth.slice(5, 7)))
    yield problem("number-birth-differs", "identity.birth_date");
}

export function* qualified({ clean, given, withheld }: Facts): Generator<Problem> {
  const hasNumber = "oid" in section(given, "number");
  if (section(clean, "identity")["status"] === "VALI" && !hasNumber && !withheld.has("number"))
    yield problem("qualified-without-number", "identity.status");
}

/** The number may stand in its own section only: the others reach the patient's and the notifier's copies. */
export function* numberStaysHome({ clean, everything }: Facts): Generator<Problem> {
  const value = text(section(clean, "number")["value"]) ?? "";
  const needle = value.length === 15 ? value.slice(0, 13) : value;
  for (const [path, one] of everything) {
    if (typeof one !== "string" || path.startsWith("number.")) continue;
    if (path.startsWith("contact.emails[")) {
      if (one.toLowerCase().endsWith(patientMailbox) || carriesNir(one)) yield problem("email-carries-number", path);
    } else if (
      needle.length >= 10 &&
      one
        .replaceAll(/[\s.-]+/g, "")
        .toUpperCase()
        .includes(needle.toUpperCase())
    )
      yield problem("number-repeated", path);
  }
}

export function* guardian(facts: Facts): Generator<Problem> {
  const [birth, sampled] = [text(section(facts.clean, "identity")["birth_date"]), sampledAt(facts)];
  if (!birth || !sampled || facts.withheld.has("contact")) return;
  if (latestAge(birth, sampled.slice(0, 10)) < 18 && !("guardian" in section(facts.clean, "contact")))
    yield problem("guardian-missing", "contact.guardian");
}

export function* addresses(facts: Facts): Generator<Problem> {
  for (const [path, address] of named(facts, "address")) {
    if (!isMap(address) || (text(address["country"]) ?? "FR") !== "FR") continue;
    if (!/^[0-9]{5}$/.test(text(address["postal_code"]) ?? "00000"))
      yield problem("postal-code-format", `${path}.postal_code`);
  }
}
