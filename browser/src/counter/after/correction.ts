// A correction before it is sent: what was, what will be, and what of it changes. The person is edited as on the board's own
// form; results, lot and consents beside it. Pure: nothing is written until somebody says why.

import { draftOf, personOf } from "../capture/person";
import { settled, typed, type Draft, type FieldName, type Setting } from "../capture/draft";
import type { Consent, Item, Round } from "../contracts";
import { lastRound, lotOf } from "../board/person";

/** Of the person, what can be corrected here. */
export const PERSON_FIELDS = [
  "number",
  "birth_name",
  "used_name",
  "first_name",
  "birth",
  "sex",
  "phone",
  "email",
  "postal_code",
  "city",
  "address",
  "guardian_family",
  "guardian_given",
  "guardian_phone",
  "doctor_family",
  "doctor_given",
  "doctor_email",
] as const satisfies readonly FieldName[];
export type PersonField = (typeof PERSON_FIELDS)[number];
export const CONSENTS = ["identity", "doctor"] as const satisfies readonly (keyof Consent)[];

export interface Edited {
  readonly draft: Draft;
  /** SNOMED CT outcome by LOINC. */
  readonly outcomes: Readonly<Record<string, string>>;
  readonly lot: string;
  readonly consent: Consent;
}

/** What a change is of: a field of the person, `lot`, `consent_identity`, or `outcome_` and the LOINC code. */
export interface Change {
  readonly what: string;
  readonly before: string;
  readonly after: string;
}

export function editedOf(item: Item, setting: Pick<Setting, "language">): Edited {
  const round = lastRound(item);
  return {
    draft: draftOf(item.person, setting),
    outcomes: round?.outcomes ?? {},
    lot: lotOf(round?.device ?? {}),
    consent: item.consent,
  };
}

export function withField(edited: Edited, name: PersonField, value: string, setting: Setting): Edited {
  return { ...edited, draft: typed(edited.draft, name, value, setting) };
}

/** A field that is left: names in capitals, dates and phones in their usual form. */
export function left(edited: Edited, name: PersonField, setting: Setting): Edited {
  return { ...edited, draft: settled(edited.draft, name, setting) };
}

export function changesOf(before: Edited, after: Edited): readonly Change[] {
  const fields = PERSON_FIELDS.map((name) => [name, before.draft.values[name], after.draft.values[name]] as const);
  const outcomes = Object.keys(after.outcomes).map(
    (loinc) => [`outcome_${loinc}`, before.outcomes[loinc] ?? "", after.outcomes[loinc] ?? ""] as const,
  );
  const consents = CONSENTS.map(
    (name) => [`consent_${name}`, said(before.consent[name]), said(after.consent[name])] as const,
  );
  return [...outcomes, ["lot", before.lot, after.lot] as const, ...fields, ...consents]
    .map(([what, was, is]) => ({ what, before: was.trim(), after: is.trim() }))
    .filter((change) => change.before !== change.after);
}

/** The item as it will be. What is not on the form stays as it was. */
export function corrected(item: Item, changes: Changes, setting: Setting & { readonly demo: boolean }): Item {
  const { before, after } = changes;
  const touched = PERSON_FIELDS.some((name) => before.draft.values[name] !== after.draft.values[name]);
  return {
    ...item,
    ...(touched && { person: personOf(after.draft, setting) }),
    consent: { ...item.consent, ...after.consent },
    rounds: item.rounds.map((round, at) => (at === item.rounds.length - 1 ? correctedRound(round, after) : round)),
  };
}

interface Changes {
  readonly before: Edited;
  readonly after: Edited;
}

function correctedRound(round: Round, { outcomes, lot }: Edited): Round {
  const device = lot.trim() ? { ...round.device, lot: lot.trim() } : round.device;
  return { ...round, device, ...(round.outcomes && { outcomes }) };
}

function said(given: boolean | undefined): string {
  return given === undefined ? "" : given ? "yes" : "no";
}
