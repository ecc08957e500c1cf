// A relay that returned from an older backup is given again what it no longer has.

import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { EnvelopeRecord } from "../../../src/counter/store/schema";
import { hex, random } from "../../../src/envelope/bytes";
import { sealEnvelope } from "../../../src/envelope/seal";
import { encodeEnvelope } from "../../../src/envelope/wire";
import { record } from "../../envelope/record";
import { world, type FakeBrowser, type World } from "../fake_browser";
import { TODAY } from "../fake_shop";

const DAY = 86_400;
let given: World;
let claire: FakeBrowser;

beforeEach(async () => {
  given = await world();
  claire = await given.browser("claire");
});
afterEach(() => given.close());

async function taken() {
  const { pharmacy, device, log, statements } = claire.unlocked;
  const readers = { register: statements.newest("register", given.clock.now).pk, pharmacy: log.epoch.publicKey };
  const reference = [TODAY, random(16)] as const;
  const order = { sender: { pharmacy, device }, day: TODAY, readers, identityToRegister: true, id: reference[1] };
  await claire.outbox.post(encodeEnvelope((await sealEnvelope(record, order)).envelope), reference);
  await claire.outbox.deliver();
  return reference;
}

const stored = async (): Promise<EnvelopeRecord | undefined> => (await claire.store.database.getAll("envelopes"))[0];

describe("what the relay took and lost", () => {
  test("goes again, the same bytes, when all that is held is asked about", async () => {
    const [, id] = await taken();
    const first = given.relay.envelopes.get(hex(id));
    given.relay.envelopes.clear();
    given.clock.now += 7 * 3600;
    await claire.outbox.deliver();
    expect(given.relay.envelopes.get(hex(id))).toEqual(first);
    expect((await stored())?.state).toBe("taken");
  });

  test("is not asked about again within six hours", async () => {
    await taken();
    await claire.outbox.deliver();
    given.relay.envelopes.clear();
    given.clock.now += 3600;
    await claire.outbox.deliver();
    expect(given.relay.envelopes.size).toBe(0);
  });

  test("goes again as soon as the page hears that it is unknown", async () => {
    const reference = await taken();
    given.relay.envelopes.clear();
    await claire.outbox.outcomes([reference]);
    await claire.outbox.deliver();
    expect([...given.relay.envelopes.keys()]).toEqual([hex(reference[1])]);
  });
});

describe("held bytes", () => {
  test("are forgotten a week after their day, once the register has answered", async () => {
    const [, id] = await taken();
    given.relay.statuses.set(hex(id), { state: "registered", receipt: "AAAA" });
    given.clock.now += 8 * DAY;
    await claire.outbox.deliver();
    expect((await stored())?.envelope).toBeUndefined();
  });

  test("are held longer while the register has not answered", async () => {
    await taken();
    given.clock.now += 8 * DAY;
    await claire.outbox.deliver();
    expect((await stored())?.envelope).toBeDefined();
  });

  test("of a result that a colleague sent first are not held", async () => {
    const { pharmacy, device, log, statements } = claire.unlocked;
    const [, id] = await taken();
    const readers = { register: statements.newest("register", given.clock.now).pk, pharmacy: log.epoch.publicKey };
    const order = { sender: { pharmacy, device }, day: TODAY, readers, identityToRegister: true, id };
    const bytes = encodeEnvelope((await sealEnvelope(record, order)).envelope);
    await claire.store.database.clear("envelopes");
    await claire.outbox.post(bytes, [TODAY, id]);
    await claire.outbox.deliver();
    expect(await stored()).toMatchObject({ state: "taken" });
    expect((await stored())?.envelope).toBeUndefined();
  });
});
