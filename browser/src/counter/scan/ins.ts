// The DataMatrix of an INS: who a person is for health (ANS, "Datamatrix INS"). Seven fields, each behind its name:
// S1 number, S2 kind of number, S3 first names, S4 birth name, S5 sex, S6 birth date, S7 place of birth.
// Names hold no digit, so a field's name is found again even where every separator was lost.

import { insOids } from "../../record/nir";
import { readings } from "./layouts";
import { SEPARATOR, withSeparators } from "./separators";

export interface InsPerson {
  /** 15 characters. */
  readonly number: string;
  /** Absent where the code says none that is known. */
  readonly oid?: string;
  readonly firstNames: string;
  readonly birthName: string;
  readonly sex?: "M" | "F";
  /** `YYYY-MM-DD`. */
  readonly birth?: string;
  readonly insee?: string;
}

const HEADER = /IS[0-9]{2,24}(?=S1)/;
const NUMBER = /^[0-9]{5}(?:[0-9]{2}|2[AB])[0-9]{8}/;

/** The person, or undefined for what is no such code, cut short, or garbled beyond what keyboards do. */
export function readIns(texts: readonly string[]): InsPerson | undefined {
  for (const text of texts) {
    const person = parse(withSeparators(text.toUpperCase()));
    if (person) return person;
  }
  return undefined;
}

/** The same of a text that stands in a field, typed by a scanner too slow to be noticed, or pasted. */
export function readTypedIns(text: string): InsPerson | undefined {
  return text.length < 60 ? undefined : readIns(readings(text));
}

/** How many of the last characters are the beginning of one: 0 while they are not. */
export function beginningOfIns(text: string): number {
  return /IS0[01]$/i.exec(text)?.[0].length ?? 0;
}

function parse(text: string): InsPerson | undefined {
  const start = HEADER.exec(text);
  if (!start) return undefined;
  const body = text.slice(start.index + start[0].length);
  const fields = new Map([...body.matchAll(/S([1-7])(.*?)(?=S[1-7]|$)/gs)].map(([, name, value]) => [name, value]));
  const number = NUMBER.exec(fields.get("1") ?? "")?.[0];
  const [firstNames, birthName] = [name(fields.get("3")), name(fields.get("4"))];
  if (!number || !birthName || !firstNames) return undefined;
  const [oid, birth] = [oidOf(fields.get("2")), birthOf(fields.get("6"))];
  const sex = /^[MF]/.exec(fields.get("5") ?? "")?.[0] as InsPerson["sex"];
  const insee = /^(?:[0-9]{5}|2[AB][0-9]{3})/.exec(fields.get("7") ?? "")?.[0];
  return { number, firstNames, birthName, ...(oid && { oid }), ...(sex && { sex }), ...defined({ birth, insee }) };
}

function defined({ birth, insee }: { birth: string | undefined; insee: string | undefined }) {
  return { ...(birth && { birth }), ...(insee && { insee }) };
}

// Whatever stood for a separator clings to the end of a name: nothing that is no letter ends one.
function name(value = ""): string {
  return (
    value
      .split(SEPARATOR)[0]
      ?.replace(/[^\p{L}]+$/u, "")
      .trim() ?? ""
  );
}

// Its points may have been misread; its digits tell the four kinds apart.
function oidOf(value = ""): string | undefined {
  const digits = value.split(SEPARATOR)[0]?.replaceAll(/[^0-9]/g, "");
  return [...insOids].find((oid) => oid.replaceAll(".", "") === digits);
}

function birthOf(value = ""): string | undefined {
  const [, day, month, year] = /^([0-9]{2})[^0-9]?([0-9]{2})[^0-9]?([0-9]{4})/.exec(value) ?? [];
  return year && `${year}-${month}-${day}`;
}
