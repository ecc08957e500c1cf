// A pharmacy whose log can be asked for, and a stranger's.

import { newEnrolmentCode } from "../../src/envelope/access";
import { concat, fromHex, hex, random, type Bytes } from "../../src/envelope/bytes";
import { decode } from "../../src/envelope/cbor";
import { epochSeed, genesis, newEpoch, recovery } from "../../src/envelope/enrol";
import { PharmacyLog } from "../../src/envelope/pharmacy_log";
import { encodeObject, hashOf, OBJECT_LIMIT, type SignedObject } from "../../src/envelope/signed";

const SHOP = { finess: "750000000", name: "Pharmacie des Quatre-Cantons", phone: "0100000000" };
const HOUR = 3600;

export interface World {
  readonly pharmacy: Bytes;
  readonly sequence: Bytes;
  /** Hash of the first entry, and of the recovery where there is one. */
  readonly anchors: readonly Bytes[];
  readonly log: PharmacyLog;
  readonly secret: Bytes;
  seedOf(kid: Bytes): Promise<Bytes>;
}

/** `recovered`: its members are gone, and others have begun anew. */
export async function world({ recovered = false } = {}): Promise<World> {
  const [pharmacy, secret] = [random(16), random(32)];
  const [log, enrolments] = [new PharmacyLog(), new Map<string, string>()];
  const entries: SignedObject[] = [];
  const anchors: Bytes[] = [];
  const add = async (object: SignedObject) => {
    entries.push(object);
    await log.extend(object, enrolments);
  };
  const begin = async (object: SignedObject) => {
    enrol(object, enrolments);
    anchors.push(await hashOf(object));
    await add(object);
  };
  await begin(await genesis(newEnrolmentCode(), SHOP, { secret, time: 1000 }, pharmacy));
  await add(await newEpoch(log, { secret, time: 1001 }));
  const heir = random(32);
  if (recovered) {
    await begin(await recovery(log, newEnrolmentCode(), { secret: heir, time: 2000 }));
    await add(await newEpoch(log, { secret: heir, time: 2000 + 73 * HOUR }));
  }
  const last = recovered ? heir : secret;
  const sequence = concat(...entries.map(encodeObject));
  const seedOf = async (kid: Bytes) => {
    const epoch = log.epochs.find((one) => hex(one.kid) === hex(kid));
    if (!epoch) throw new Error("no such epoch");
    return epochSeed(log, epoch, last);
  };
  return { pharmacy, sequence, anchors, log, secret: last, seedOf };
}

function enrol(object: SignedObject, enrolments: Map<string, string>): void {
  const body = decode(object.body, OBJECT_LIMIT, "entry") as { readonly enrolment: Bytes };
  enrolments.set(hex(body.enrolment), SHOP.finess);
}

export const OTHER = fromHex("00".repeat(32));
