/**
 * First pass: does every field exist, have its kind, its limits, its format. It also returns a copy that holds only what
 * passed, so that the rules compare fields without meeting a value of the wrong kind. Spec: spec/record.md, Fields.
 */
import { birthError, dateError, timeError } from "./dates";
import { alwaysPresent, countries, fieldsOf, patterns, sectionNames, sets, type Field } from "./fields";
import { problem, type Problem } from "./problems";
import { lengthOf, textError } from "./text";

export type Plain = { readonly [name: string]: unknown };

const refused = Symbol("a value that did not pass");

/** All problems of form, and the copy of `sections` without what has one. `withheld` sections may be absent. */
export function checkShape(sections: Plain, withheld: ReadonlySet<string>): { found: Problem[]; clean: Plain } {
  const found = Object.keys(sections)
    .filter((name) => !sectionNames.includes(name))
    .map((name) => problem("section-unknown", nameOf(name)));
  const clean: Record<string, unknown> = {};
  for (const name of sectionNames) {
    if (name in sections) {
      const value = map(name, sections[name], name, found);
      if (value !== refused) clean[name] = value;
    } else if (alwaysPresent.has(name) && !withheld.has(name)) found.push(problem("section-missing", name));
  }
  return { found, clean };
}

export function isMap(value: unknown): value is Plain {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function map(shape: string, value: unknown, path: string, found: Problem[]): unknown {
  if (!isMap(value)) return refuse(found, "wrong-type", path);
  const fields = fieldsOf(shape);
  const known = new Set(fields.map((one) => one.name));
  for (const name of Object.keys(value))
    if (!known.has(name)) found.push(problem("field-unknown", `${path}.${nameOf(name)}`));
  const clean: Record<string, unknown> = {};
  for (const one of fields) {
    const inside = `${path}.${one.name}`;
    if (!(one.name in value)) {
      if (one.required) found.push(problem("field-missing", inside));
      continue;
    }
    const checked = check(one, value[one.name], inside, found);
    if (checked !== refused) clean[one.name] = checked;
  }
  return clean;
}

// A wrong name may be anything, a person's name included: only what looks like one of ours is repeated.
function nameOf(name: string): string {
  return /^[a-z_]{1,40}$/.test(name) ? name : "?";
}

function check(one: Field, value: unknown, path: string, found: Problem[]): unknown {
  switch (one.is) {
    case "map":
      return map(one.shape ?? "", value, path, found);
    case "list":
      return items(one, value, path, found, {}, (each, place) => map(one.of ?? "", each, place, found));
    case "texts":
      return items(one, value, path, found, "", (each, place) => line(one, each, place, found, one.items_max ?? 0));
    case "boolean":
      return typeof value === "boolean" ? value : refuse(found, "wrong-type", path);
    case "integer":
      return integer(one, value, path, found);
    default:
      return typeof value === "string" ? written(one, value, path, found) : refuse(found, "wrong-type", path);
  }
}

function written(one: Field, value: string, path: string, found: Problem[]): unknown {
  switch (one.is) {
    case "code":
      return code(one, value, path, found);
    case "birth":
      return coded(birthError(value), value, path, found);
    case "date":
      return coded(dateError(value), value, path, found);
    case "time":
      return coded(timeError(value), value, path, found);
    case "country": {
      const checked = line(one, value, path, found, one.max ?? 0);
      return checked === value && !countries.has(value) ? refuse(found, "country-unknown", path) : checked;
    }
    default:
      return line(one, value, path, found, one.max ?? 0);
  }
}

function items(
  one: Field,
  value: unknown,
  path: string,
  found: Problem[],
  empty: unknown,
  checkOne: (each: unknown, place: string) => unknown,
): unknown {
  if (!Array.isArray(value)) return refuse(found, "wrong-type", path);
  if (value.length === 0) return refuse(found, "list-empty", path);
  if (value.length > (one.max ?? 0)) return refuse(found, "list-too-long", path, { max: one.max ?? 0 });
  const checked = value.map((each, index) => checkOne(each, `${path}[${index}]`));
  // An item that did not pass keeps its place, empty, so that the indices of the others stay true.
  return checked.map((each) => (each === refused ? empty : each));
}

function line(one: Field, value: unknown, path: string, found: Problem[], max: number): unknown {
  if (typeof value !== "string") return refuse(found, "wrong-type", path);
  const wrong = textError(value, { lines: one.is === "lines" });
  if (wrong) return refuse(found, wrong, path);
  if (lengthOf(value) > max) return refuse(found, "text-too-long", path, { max });
  const pattern = one.pattern ? patterns[one.pattern] : undefined;
  return pattern && !new RegExp(`^(?:${pattern.matches})$`).test(value) ? refuse(found, pattern.error, path) : value;
}

function code(one: Field, value: string, path: string, found: Problem[]): unknown {
  const codes = sets[one.set ?? ""] ?? {};
  return Object.hasOwn(codes, value) ? value : refuse(found, "code-unknown", path);
}

function integer(one: Field, value: unknown, path: string, found: Problem[]): unknown {
  if (!Number.isSafeInteger(value)) return refuse(found, "wrong-type", path);
  const [min, max, number] = [one.min ?? 0, one.max ?? 0, Number(value)];
  return number < min || number > max ? refuse(found, "number-range", path, { min, max }) : value;
}

function coded(wrong: string | undefined, value: string, path: string, found: Problem[]): unknown {
  return wrong ? refuse(found, wrong, path) : value;
}

function refuse(found: Problem[], wrong: string, path: string, values: Problem["values"] = {}): symbol {
  found.push(problem(wrong, path, values));
  return refused;
}
