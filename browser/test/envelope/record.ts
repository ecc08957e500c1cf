// A synthetic record, and everything that seals it: nobody real.

import { random, type Bytes } from "../../src/envelope/bytes";
import { kemPublicKey } from "../../src/envelope/hpke";
import { sealEnvelope, type Order } from "../../src/envelope/seal";
import type { Sections } from "../../src/envelope/sections";
import { signerFromSeed } from "../../src/envelope/signature";
import { ticketCard, ticketKeys } from "../../src/envelope/ticket";
import type { Delivery } from "../../src/envelope/wire";

export const record: Sections = {
  identity: { birth_name: "EXEMPLE", used_first_name: "Dominique", birth_date: "1979-03-28", sex: "F", status: "PROV" },
  number: { value: "279035121518989" },
  contact: { phones: [{ number: "0600000000" }] },
  result: { analytes: [{ disease: "U07.1", loinc: "94558-4", outcome: "260385009" }] },
  source: { pharmacy: { name: "Pharmacie du Port" } },
  statistics: { age_band: "40-49", sex: "F", departement: "75" },
};

export async function sealed(changes: Partial<Order> = {}, sections: Sections = record) {
  const seeds = { register: random(32), pharmacy: random(32), notifier: random(32), device: random(32) };
  const keys = await ticketKeys(random(32));
  const device = await signerFromSeed(seeds.device);
  const readers = { register: await kemPublicKey(seeds.register), pharmacy: await kemPublicKey(seeds.pharmacy) };
  const slip = { channel: "email", address: "personne@exemple.invalid", language: "fr" };
  const result = await sealEnvelope(sections, {
    sender: { pharmacy: random(16), device },
    day: 20000,
    readers,
    identityToRegister: true,
    ticket: { card: await ticketCard(keys), birthDate: "19790328" },
    notice: { publicKey: await kemPublicKey(seeds.notifier), slip },
    ...changes,
  });
  const delivery = (index: number): Delivery => ({ ...result.envelope, copy: result.envelope.copies[index] as Bytes });
  return { ...result, seeds, keys, slip, delivery };
}
