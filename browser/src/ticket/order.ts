// What stands before what: results that count, what was found before what was not, each thing to do once.

import { adviceIn, outcomeIn, type Advice, type Language } from "./language";
import type { Analyte, Reading } from "./reading";

const ORDER = ["positive", "unclear", "negative"];

export interface ToDo extends Advice {
  /** `positive`, `unclear` or `negative`: of the results that ask for it. */
  readonly kind: string;
}

/** Those that no later one replaces; all, when every one is replaced. */
export function current(readings: readonly Reading[]): readonly Reading[] {
  const counting = readings.filter(({ correctedOn }) => correctedOn === undefined);
  return counting.length ? counting : readings;
}

/** What was found stands before what was not; the order is otherwise the record's. */
export function foundFirst(analytes: readonly Analyte[], language: Language): Analyte[] {
  const rank = ({ outcome }: Analyte) => ORDER.indexOf(outcomeIn(language, outcome).kind);
  return [...analytes].sort((one, other) => rank(one) - rank(other));
}

/** Each thing to do, once; what is negative asks for nothing when something else is not. */
export function whatToDo(readings: readonly Reading[], language: Language): ToDo[] {
  const analytes = readings.flatMap((reading) => reading.analytes);
  const told = foundFirst(analytes, language).map(({ disease, outcome }) => ({
    kind: outcomeIn(language, outcome).kind,
    ...adviceIn(language, disease, outcome),
  }));
  const pressing = told.filter(({ kind }) => kind !== "negative");
  return [...new Map((pressing.length ? pressing : told).map((advice) => [advice.steps.join(), advice])).values()];
}
