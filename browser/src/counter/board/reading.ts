// Reading a cassette: one key an analyte, a positive needs a second one, and what the kit's leaflet forbids is not noted.

import type { Phase } from "./due";

export const MARKS = ["+", "-", "?", "!"] as const;
export type Mark = (typeof MARKS)[number];

/** SNOMED CT, as the record has them. */
export const OUTCOMES: Readonly<Record<Mark, string>> = {
  "+": "10828004",
  "-": "260385009",
  "?": "373068000",
  "!": "125154007",
};

export interface Reading {
  /** LOINC codes of the cassette, in the order in which they are read. */
  readonly analytes: readonly string[];
  /** Outcome by LOINC, of those read so far. */
  readonly outcomes: Readonly<Record<string, string>>;
  /** The key that waits for itself a second time. */
  readonly asked?: Mark | undefined;
}

export type Step =
  | { readonly kind: "early" }
  | { readonly kind: "late" }
  | { readonly kind: "again" | "next"; readonly reading: Reading }
  | { readonly kind: "read"; readonly outcomes: Reading["outcomes"] };

export interface Press {
  readonly mark: Mark;
  readonly phase: Phase;
  /** It may have been meant as a digit: on a French keyboard, 6 and − are one key. */
  readonly doubtful: boolean;
}

export function press(reading: Reading, { mark, phase, doubtful }: Press): Step {
  if (phase === "running") return { kind: "early" };
  if (phase === "late") return { kind: "late" };
  if ((mark === "+" || doubtful) && reading.asked !== mark)
    return { kind: "again", reading: { ...reading, asked: mark } };
  const { asked: _answered, ...rest } = reading;
  const outcomes = mark === "!" ? allInvalid(reading) : { ...reading.outcomes, ...noted(reading, mark) };
  const complete = reading.analytes.every((analyte) => outcomes[analyte] !== undefined);
  return complete ? { kind: "read", outcomes } : { kind: "next", reading: { ...rest, outcomes } };
}

/** The analyte whose turn it is. */
export function nextAnalyte({ analytes, outcomes }: Reading): string | undefined {
  return analytes.find((analyte) => outcomes[analyte] === undefined);
}

export function isInvalid(outcomes: Reading["outcomes"] | undefined): boolean {
  return outcomes !== undefined && Object.values(outcomes).includes(OUTCOMES["!"]);
}

export function markOf(outcome: string): Mark | undefined {
  return MARKS.find((mark) => OUTCOMES[mark] === outcome);
}

function noted(reading: Reading, mark: Mark): Reading["outcomes"] {
  const analyte = nextAnalyte(reading);
  return analyte === undefined ? {} : { [analyte]: OUTCOMES[mark] };
}

// The control line is the cassette's: without it nothing on it counts.
function allInvalid({ analytes }: Reading): Reading["outcomes"] {
  return Object.fromEntries(analytes.map((analyte) => [analyte, OUTCOMES["!"]]));
}
