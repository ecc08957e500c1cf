// People made up for the tests, and where they stand.

import { Communes } from "../../../src/counter/capture/communes";
import type { Setting } from "../../../src/counter/capture/draft";
import type { Item, KitInUse, Row } from "../../../src/counter/contracts";
import type { Plain } from "../../../src/record/shape";

export const TODAY = new Date("2026-11-21T10:00:00Z");

export const COMMUNES = new Communes({
  names: "Paris\nParis 7e Arrondissement\nLa Rochelle\nSaint-Étienne\nDompremy\nHuiron\nLarzicourt\nArbignieu",
  insee: "75056\n75107\n17300\n42218\n51215\n51300\n51316\n01015",
  postal: "75001 75007\n75007\n17000\n42000 42100\n51300\n51300\n51290\n01300",
  kinds: "c\na\nc\nc\nc\nc\nc\nf",
  successors: "51999 51316",
});

export const SETTING: Setting & { demo: boolean } = { today: TODAY, language: "fr", communes: COMMUNES, demo: false };

export const KIT: KitInUse = {
  device: { name: "COVID-VIRO", lot: "A12345", expiry: "2027-03-31", earliest_minute: 15, latest_minute: 20 },
  analytes: [{ disease: "U07.1", loinc: "94558-4" }],
};

export const JEANNE: Plain = {
  identity: { birth_name: "EXEMPLE", birth_first_name: "Jeanne", sex: "F", birth_date: "1979-03-28", status: "PROV" },
  number: { value: "279035121518989", oid: "1.2.250.1.213.1.4.8" },
  contact: { address: { lines: ["28 avenue de Breteuil"], postal_code: "75007", city: "Paris", country: "FR" } },
};

export function row(person: Plain, changes: Partial<Row> = {}): Row {
  const consent = { test: true, identity: true, doctor: false, notice: true, certificate: false };
  const item: Item = { v: 1, created: 1_795_255_200, person, consent, rounds: [], sent: [] };
  return { day: 20_778, number: 43, state: "waiting", version: 1, unsent: false, item, ...changes };
}
