// Envelopes that are no row's: a file's, sealed elsewhere and sent from here.

import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { hex, random } from "../../../src/envelope/bytes";
import { sealEnvelope } from "../../../src/envelope/seal";
import { encodeEnvelope } from "../../../src/envelope/wire";
import { record } from "../../envelope/record";
import { world, type FakeBrowser, type World } from "../fake_browser";
import { TODAY } from "../fake_shop";

let given: World;
let claire: FakeBrowser;

beforeEach(async () => {
  given = await world();
  claire = await given.browser("claire");
});
afterEach(() => given.close());

describe("a file's envelope", () => {
  test("goes like any other, and its bytes are held", async () => {
    const { bytes, reference } = await fileEnvelope();
    await claire.outbox.post(bytes, reference);
    await claire.outbox.deliver();
    expect([...given.relay.envelopes.keys()]).toEqual([hex(reference[1])]);
    const [stored] = await claire.store.database.getAll("envelopes");
    expect([stored?.state, stored?.envelope]).toEqual(["taken", bytes]);
  });

  test("posted again, sealed anew, keeps its first bytes", async () => {
    given.relay.cut.add("claire");
    const [first, again] = [await fileEnvelope(), await fileEnvelope()];
    await claire.outbox.post(first.bytes, first.reference);
    await claire.outbox.post(again.bytes, first.reference);
    const [stored] = await claire.store.database.getAll("envelopes");
    expect(stored?.envelope).toEqual(first.bytes);
  });
});

async function fileEnvelope() {
  const { pharmacy, device, log, statements } = claire.unlocked;
  const readers = { register: statements.newest("register", given.clock.now).pk, pharmacy: log.epoch.publicKey };
  const reference = [TODAY, random(16)] as const;
  const order = { sender: { pharmacy, device }, day: TODAY, readers, identityToRegister: true, id: reference[1] };
  return { bytes: encodeEnvelope((await sealEnvelope(record, order)).envelope), reference };
}
