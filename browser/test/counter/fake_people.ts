// Visits of people whom nobody is.

import type { Item } from "../../src/counter/contracts";
import { random } from "../../src/envelope/bytes";
import { ticketCard, ticketKeys } from "../../src/envelope/ticket";
import { NOW } from "./fake_shop";

/** Somebody synthetic, with a ticket, swabbed and read. */
export async function readItem(changes: Partial<Item> = {}, now = NOW): Promise<Item> {
  const keys = await ticketKeys(random(32));
  return { ...visit(), ticket: await ticketCard(keys), rounds: [readRound(now)], ...changes };
}

export function readRound(now = NOW): Item["rounds"][number] {
  return {
    device: { name: "COVID-VIRO", lot: "A12345", list_id: "1833", earliest_minute: 15, latest_minute: 20 },
    analytes: [{ disease: "U07.1", loinc: "94558-4" }],
    sampled: now - 1000,
    read: now - 40,
    outcomes: { "94558-4": "260385009" },
    envelope: [Math.floor(now / 86_400), random(16)],
  };
}

/** Somebody who has just come. */
export function visit(firstName = "Dominique"): Item {
  const identity = { birth_name: "EXEMPLE", used_first_name: firstName, birth_first_name: firstName.toUpperCase() };
  return {
    v: 1,
    created: NOW - 1200,
    person: {
      identity: { ...identity, birth_date: "1979-03-28", sex: "F", status: "PROV" },
      contact: { phones: [{ number: "0600000000", use: "mobile" }], address: { postal_code: "75007", city: "PARIS" } },
    },
    consent: { test: true, identity: true, notice: true },
    rounds: [],
    sent: [],
  };
}
