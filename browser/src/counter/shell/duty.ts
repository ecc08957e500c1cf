// The pharmacist responsible, chosen once a day; whoever types is recorded apart (contracts.ts Sent.by).

import { rppsIsValid } from "../../record/rpps";
import type { Responsible, Shelf } from "../contracts";

export function responsibleOn(duty: Shelf["duty"] | undefined, day: number): Responsible | undefined {
  return duty?.day === day ? duty.responsible : undefined;
}

/** Those who can answer for a test: active, with a number of their own; no number twice. */
export function pharmacistsOf(members: readonly Candidate[]): readonly Responsible[] {
  const known = members.filter(({ state, rpps }) => state === "active" && rpps !== "");
  const byNumber = new Map(known.map(({ name, rpps }) => [rpps, { name, rpps }] as const));
  return [...byNumber.values()].sort((one, other) => one.name.localeCompare(other.name, "fr"));
}

export interface Candidate {
  readonly name: string;
  readonly rpps: string;
  readonly state: string;
}

/** Which of the two fields of a name typed by hand is wrong. */
export function wrongIn({ name, rpps }: Responsible): readonly (keyof Responsible)[] {
  const wrong: (keyof Responsible)[] = [];
  if (name.trim() === "") wrong.push("name");
  if (!/^\d{11}$/.test(rpps) || !rppsIsValid(rpps)) wrong.push("rpps");
  return wrong;
}
