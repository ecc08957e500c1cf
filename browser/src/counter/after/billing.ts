// What is still to be billed: one line a test that went, ticked off by whoever bills.

import { section, text } from "../../record/statistics";
import { birthDate, fullName, kitName, lastRound } from "../board/person";
import { showBirth } from "../capture/birth";
import type { Item, Row } from "../contracts";

/** Sent and not cancelled; `billed` or not as asked. The oldest first. */
export function billable(rows: readonly Row[], { billed }: { readonly billed: boolean }): readonly Row[] {
  return rows
    .filter(({ state, item }) => state === "sent" && item !== undefined && (item.billed !== undefined) === billed)
    .sort((one, other) => one.day - other.day || one.number - other.number);
}

export function ticked(item: Item, now: number): Item {
  return { ...item, billed: now };
}

export function unticked({ billed: _taken, ...item }: Item): Item {
  return item;
}

export const BILLING_COLUMNS = [
  "date",
  "heure",
  "numero_du_jour",
  "nom_naissance",
  "nom_complet",
  "date_naissance",
  "numero",
  "test",
  "lot",
  "analytes",
  "responsable_rpps",
] as const;

/** One line of the export, in the order of the columns. `moment` says date and hour of a time. */
export function billingCells(row: Row, moment: (seconds: number) => readonly [date: string, hour: string]): string[] {
  const { item } = row;
  const round = item && lastRound(item);
  if (!item || !round) return [];
  const [date, hour] = moment(round.sampled ?? item.created);
  const identity = section(item.person, "identity");
  return [
    date,
    hour,
    String(row.number),
    text(identity["birth_name"]) ?? "",
    fullName(item.person),
    showBirth(birthDate(item.person) ?? ""),
    text(section(item.person, "number")["value"]) ?? "",
    kitName(round.device),
    text(round.device["lot"]) ?? "",
    round.analytes.map(({ loinc }) => loinc).join(" "),
    item.sent.at(-1)?.responsible.rpps ?? "",
  ];
}
