/** What may be counted about a result: age band, sex, département. Spec: spec/record.md, Statistics. */
import { latestAge } from "./dates";
import { isMap, type Plain } from "./shape";

const abroad = "99";
// France and its overseas parts that have codes of their own.
const french = new Set(["FR", "GP", "MQ", "GF", "RE", "YT", "PM", "BL", "MF", "WF", "PF", "NC", "TF"]);

/** Ten-year band (`0-9` … `80-89`, `90+`) of a person on a day (`YYYY-MM-DD`). */
export function ageBand(birthDate: string, on: string): string {
  const decade = Math.floor(Math.max(latestAge(birthDate, on), 0) / 10) * 10;
  return decade >= 90 ? "90+" : `${decade}-${decade + 9}`;
}

/** The département of an address (`75`, `2A`, `971`), `99` abroad, undefined when the address does not say. */
export function departement(address: Plain): string | undefined {
  if (!french.has(text(address["country"]) ?? "FR")) return abroad;
  const commune = text(address["commune"]);
  if (commune) return commune.slice(0, /^9[78]/.test(commune) ? 3 : 2);
  const code = text(address["postal_code"]) ?? "";
  if (!/^[0-9]{5}$/.test(code) || code.startsWith("00")) return undefined; // 00: the army's, which is nowhere
  if (code.startsWith("20")) return /^20[01]/.test(code) ? "2A" : "2B";
  return code.slice(0, /^9[78]/.test(code) ? 3 : 2);
}

/** The statistics of checked sections; undefined while identity or sampling time is missing. */
export function statisticsOf(clean: Plain): Plain | undefined {
  const identity = section(clean, "identity");
  const [birth, sex] = [text(identity["birth_date"]), text(identity["sex"])];
  const sampled = text(section(clean, "result")["sampling_time"]);
  if (!birth || !sex || !sampled) return undefined;
  const counted = { age_band: ageBand(birth, sampled.slice(0, 10)), sex };
  const place = departement(section(section(clean, "contact"), "address"));
  return place ? { ...counted, departement: place } : counted;
}

/** The map called `name`, empty when there is none. */
export function section(parent: Plain, name: string): Plain {
  const value = parent[name];
  return isMap(value) ? value : {};
}

/** The value as text, undefined when it is none. */
export function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
