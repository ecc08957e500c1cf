// Synthetic visits of a day, read and sent, for the tests of what comes after.

import { fromHex } from "../../../src/envelope/bytes";
import type { Item, Row, Sent } from "../../../src/counter/contracts";
import { item, NOW, row } from "../board/rows";

export { NOW, TODAY } from "../board/rows";

export const SHOP = { finess: "750012345", name: "Pharmacie de l’Exemple", phone: "01 00 00 00 00" };
export const NEGATIVE = "260385009";
export const POSITIVE = "10828004";

/** 32 hexadecimal digits for the envelope of a number. */
export const idOf = (number: number, version = 1): string => `${version}${number}`.padStart(32, "0");

export function sent(number: number, changes: Partial<Sent> = {}): Sent {
  return {
    envelope: [Math.floor(NOW / 86_400), fromHex(idOf(number))],
    kind: "result",
    round: 0,
    at: NOW,
    by: "Paul Exemple",
    responsible: { name: "Claire MODELE", rpps: "01234567897" },
    ...changes,
  };
}

/** Read and sent. */
export function visit(number: number, changes: Partial<Item> = {}, place: Partial<Row> = {}): Row {
  return row(number, "sent", { item: result(number, changes), ...place });
}

export function result(number: number, changes: Partial<Item> = {}): Item {
  return item({
    person: {
      identity: {
        birth_name: "TEST-UN",
        birth_first_name: "CAMILLE",
        birth_first_names: "CAMILLE",
        birth_date: "1979-03-28",
        sex: "F",
        status: "PROV",
      },
      contact: { phones: [{ number: "0600000001" }], emails: ["camille@exemple.fr"] },
    },
    rounds: [
      {
        device: { name: "COVID-VIRO", manufacturer: "AAZ-LMB", lot: "A12345" },
        analytes: [{ disease: "U07.1", loinc: "94558-4" }],
        sampled: NOW - 1000,
        read: NOW - 60,
        outcomes: { "94558-4": NEGATIVE },
        envelope: sent(number).envelope,
      },
    ],
    sent: [sent(number)],
    ...changes,
  });
}
