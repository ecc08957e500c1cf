/**
 * The door of every entry form: put the text in order, count what may be counted, then check as everyone does. Forms only say
 * where a value is written; what is right or wrong is decided in one place for all of them. Spec: spec/record.md, Entry forms.
 */
import { check } from "./check";
import { errorsAmong, type Problem } from "./problems";
import { checkShape, isMap, type Plain } from "./shape";
import { statisticsOf } from "./statistics";
import { normalised } from "./text";

/** `record` is there when nothing stops it: its sections; `problems` holds warnings as well. */
export interface Entry {
  readonly record?: Plain;
  readonly problems: readonly Problem[];
}

/** Check sections written by a form, whose own problems are `noticed`. Statistics are computed when not given. */
export function enter(given: Plain, now: Date, noticed: readonly Problem[] = []): Entry {
  const written: Record<string, unknown> = inOrder(given);
  const counted = statisticsOf(checkShape(written, new Set()).clean);
  if (!("statistics" in written) && counted) written["statistics"] = counted;
  const told = new Set(errorsAmong(noticed).map((one) => one.path));
  const found = check(written, now).filter((one) => !told.has(one.path) && !waits(one, written));
  const problems = [...noticed, ...found];
  return errorsAmong(problems).length ? { problems } : { record: written, problems };
}

/** Statistics that could not be counted always come with the error that prevented it. */
function waits(found: Problem, written: Plain): boolean {
  return found.path === "statistics" && !("statistics" in written);
}

function inOrder(map: Plain): Record<string, unknown> {
  return Object.fromEntries(Object.entries(map).map(([name, value]) => [name, ordered(value)]));
}

function ordered(value: unknown): unknown {
  if (typeof value === "string") return normalised(value);
  if (isMap(value)) return inOrder(value);
  return Array.isArray(value) ? value.map(ordered) : value;
}
