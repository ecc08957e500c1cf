/**
 * The shape of a record, from the same `fields.json` as the Python side: which fields exist, of what kind, within which limits.
 * Spec: spec/record.md, Fields.
 */
import raw from "../../../src/sceau/record/fields.json";
import countryNames from "../../../src/sceau/record/countries.json";

export type Language = "fr" | "en";
export type Kind =
  "text" | "lines" | "texts" | "code" | "country" | "birth" | "date" | "time" | "integer" | "boolean" | "map" | "list";

/** One field; `max` counts characters (text), items (list) or units (integer), `items_max` the characters of an item. */
export interface Field {
  readonly name: string;
  readonly is: Kind;
  readonly fr: string;
  readonly en: string;
  readonly required?: boolean;
  readonly example?: string;
  readonly min?: number;
  readonly max?: number;
  readonly items_max?: number;
  readonly pattern?: string;
  readonly set?: string;
  readonly shape?: string;
  readonly of?: string;
}

export interface Pattern {
  readonly matches: string;
  readonly error: string;
  readonly example: string;
}

export const sectionNames: readonly string[] = raw.sections;
export const alwaysPresent: ReadonlySet<string> = new Set(raw.always);
export const withholdable: ReadonlySet<string> = new Set(raw.withholdable);
export const invisibleRanges: readonly (readonly number[])[] = raw.invisible;
export const patterns: Readonly<Record<string, Pattern>> = raw.patterns;
export const sets: Readonly<Record<string, Readonly<Record<string, Record<Language, string>>>>> = raw.sets;
export const countries: ReadonlySet<string> = new Set(Object.keys(countryNames));

const shapes = raw.shapes as unknown as Readonly<Record<string, readonly Field[]>>;

/** The fields of a section or of a map inside one. */
export function fieldsOf(shape: string): readonly Field[] {
  const fields = shapes[shape];
  if (!fields) throw new Error(`no shape is called ${shape}`);
  return fields;
}

/** The field a path points to, indices ignored; undefined for a section, a whole record or an unknown path. */
export function fieldAt(path: string): Field | undefined {
  const [section, ...names] = path.replaceAll(/\[\d+\]/g, "").split(".");
  let shape = section;
  let field: Field | undefined;
  for (const name of names) {
    field = shape && shapes[shape] ? fieldsOf(shape).find((one) => one.name === name) : undefined;
    shape = field?.shape ?? field?.of;
  }
  return field;
}
