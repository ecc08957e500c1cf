/**
 * Rules about time, in the order in which things happen. The clock is given, never read, and ten minutes of a shop computer's
 * drift are forgiven. Spec: spec/record.md, Rules.
 */
import { kitOf } from "./catalogue";
import { earliestDay, latestAge } from "./dates";
import { deviceOf, minutesOf, sampledAt, type Facts } from "./facts";
import { problem, type Problem } from "./problems";
import { section, text } from "./statistics";

const clockDrift = 10 * 60 * 1000;
const oldestAge = 130; // years
const easternmost = 14 * 60 * 60 * 1000; // the largest offset from UTC

export function* birth(facts: Facts): Generator<Problem> {
  const date = text(section(facts.clean, "identity")["birth_date"]);
  const born = date && earliestDay(date);
  if (!date || !born) return;
  const today = dayOf(facts);
  const sampled = sampledAt(facts);
  if (born > today) yield problem("birth-future", "identity.birth_date");
  else if (sampled && born > sampled.slice(0, 10)) yield problem("birth-after-sampling", "identity.birth_date");
  else if (latestAge(date, today) > oldestAge) yield problem("age-over-130", "identity.birth_date");
}

export function* sampling(facts: Facts): Generator<Problem> {
  const sampled = sampledAt(facts);
  if (sampled && Date.parse(sampled) > facts.now + clockDrift) yield problem("sampling-future", "result.sampling_time");
}

export function* onset(facts: Facts): Generator<Problem> {
  const context = section(facts.clean, "context");
  const declared = context["symptoms"] === "onset";
  const began = text(context["onset_date"]);
  const path = "context.onset_date";
  if (!began) {
    if (declared) yield problem("onset-missing", path);
    return;
  }
  if (!declared) yield problem("onset-unexpected", path);
  const sampled = sampledAt(facts);
  if (sampled && began > sampled.slice(0, 10)) yield problem("onset-after-sampling", path);
  const born = earliestDay(text(section(facts.clean, "identity")["birth_date"]) ?? "");
  if (born && began < born) yield problem("onset-before-birth", path);
}

export function* reading(facts: Facts): Generator<Problem> {
  const [read, sampled] = [text(section(facts.clean, "result")["reading_time"]), sampledAt(facts)];
  if (!read) return;
  if (Date.parse(read) > facts.now + clockDrift) yield problem("reading-future", "result.reading_time");
  if (!sampled) return;
  const elapsed = Math.floor((Date.parse(read) - Date.parse(sampled)) / 60_000);
  if (elapsed < 0) yield problem("reading-before-sampling", "result.reading_time");
  else yield* withinMinutes(facts, elapsed);
}

export function* minutesOfDevice(facts: Facts): Generator<Problem> {
  const device = deviceOf(facts);
  if ((minutesOf(device, "latest_minute") ?? 1440) < (minutesOf(device, "earliest_minute") ?? 0))
    yield problem("reading-minutes-inverted", "result.device.latest_minute");
}

function* withinMinutes(facts: Facts, elapsed: number): Generator<Problem> {
  const device = deviceOf(facts);
  const kit = kitOf(text(device["udi"]), text(device["list_id"]));
  const earliest = minutesOf(device, "earliest_minute") ?? kit?.earliest_minute ?? 0;
  const latest = minutesOf(device, "latest_minute") ?? kit?.latest_minute;
  if (elapsed < earliest) yield problem("reading-too-early", "result.reading_time", { min: earliest });
  else if (latest !== undefined && elapsed > latest && latest >= earliest)
    yield problem("reading-too-late", "result.reading_time", { max: latest });
}

/** The latest date anywhere: who is born today overseas is not born tomorrow here. */
function dayOf(facts: Facts): string {
  return new Date(facts.now + easternmost).toISOString().slice(0, 10);
}
