// When a row's cassette may be read: from what it was sampled at and the kit's minutes, of the record else of the catalogue.

import { kitOf } from "../../record/catalogue";
import { text } from "../../record/statistics";
import type { Plain } from "../../record/shape";
import type { Due, Item, State } from "../contracts";

const MINUTE = 60;

/** Undefined unless a swab waits to be read and the minutes are known. */
export function dueOf(state: State, item: Item): Due | undefined {
  const round = item.rounds.at(-1);
  if (state !== "sampled" || round?.sampled === undefined || round.read !== undefined) return undefined;
  const { earliest, latest } = minutesOf(round.device);
  if (earliest === undefined || latest === undefined) return undefined;
  return { from: round.sampled + earliest * MINUTE, until: round.sampled + latest * MINUTE };
}

function minutesOf(device: Plain): { earliest?: number | undefined; latest?: number | undefined } {
  const kit = kitOf(text(device["udi"]), text(device["list_id"]));
  return {
    earliest: number(device["earliest_minute"]) ?? kit?.earliest_minute,
    latest: number(device["latest_minute"]) ?? kit?.latest_minute,
  };
}

function number(value: unknown): number | undefined {
  return typeof value === "number" ? value : undefined;
}
