/** What the rules look at: values that passed, the clock, and what is kept from this reader. Spec: spec/record.md, Rules. */
import { isMap, type Plain } from "./shape";
import { section, text } from "./statistics";

/** `everything` is every part of `clean` with its path; `now` is in milliseconds. */
export interface Facts {
  readonly clean: Plain;
  readonly given: Plain;
  readonly now: number;
  readonly withheld: ReadonlySet<string>;
  readonly everything: readonly (readonly [string, unknown])[];
}

/** The sampling time as it was written, with its offset. */
export function sampledAt(facts: Facts): string | undefined {
  return text(section(facts.clean, "result")["sampling_time"]);
}

export function deviceOf(facts: Facts): Plain {
  return section(section(facts.clean, "result"), "device");
}

/** A number of the device, undefined when it is not said. */
export function minutesOf(device: Plain, name: string): number | undefined {
  const value = device[name];
  return typeof value === "number" ? value : undefined;
}

/** Every value of a field of this name, wherever it stands, with its path. */
export function named(facts: Facts, name: string): (readonly [string, unknown])[] {
  return facts.everything.filter(([path]) => path.endsWith(`.${name}`));
}

/** Every map, list and leaf inside `value`, each with its path. */
export function everythingIn(value: unknown, path = ""): (readonly [string, unknown])[] {
  const inside = Array.isArray(value)
    ? value.flatMap((one, index) => everythingIn(one, `${path}[${index}]`))
    : isMap(value)
      ? Object.entries(value).flatMap(([name, one]) => everythingIn(one, path ? `${path}.${name}` : name))
      : [];
  return [[path, value], ...inside];
}
