/** Countries by their French or English names. Spec: spec/record.md, CSV and BIO-TROD. */
import names from "../../../src/sceau/record/countries.json";
import { folded } from "./text";

const known: Readonly<Record<string, { readonly fr: string; readonly en: string }>> = names;
// From the last to the first: of two countries that share a name, the first one counts.
const codes: ReadonlyMap<string, string> = new Map(
  Object.entries(known)
    .reverse()
    .flatMap(([code, { fr, en }]) => [fr, en].map((name) => [folded(name), code] as const)),
);

/** The ISO code of a country written in French or English; `??`, which the checks refuse, if there is none. */
export function countryCode(name: string): string {
  return Object.hasOwn(known, name) ? name : (codes.get(folded(name)) ?? "??");
}

/** The French name of a country, in capitals as an address has it. */
export function countryName(code: string): string {
  return (known[code]?.fr ?? code).toUpperCase();
}
