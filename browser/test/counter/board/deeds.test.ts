// What happens to a row while a dialog about it is open.

import { signal } from "@preact/signals";
import { expect, test, vi } from "vitest";
import { cancelVisit, perform, ticketed } from "../../../src/counter/board/deeds";
import type { Counter } from "../../../src/counter/app";
import { newSealing } from "../../../src/counter/board/watch";
import type { Item, Items, Place, Row, State } from "../../../src/counter/contracts";
import { forgetTicket } from "../../../src/counter/handover/forget";
import { makeTicket } from "../../../src/counter/handover/ticket";
import { Stale } from "../../../src/counter/items/stale";
import { item, KIT, row } from "./rows";

/** One row of a shop, as another computer left it. */
function shopWith(now: Row) {
  const rows = signal<readonly Row[]>([now]);
  const change = async (_place: Place, state: State, edit: (item: Item) => Item) => {
    const next = { ...now, state, item: edit(now.item ?? item()) };
    rows.value = [next];
    return next;
  };
  return { items: { rows, change } as unknown as Items };
}

const ticket = await makeTicket("19790328");
const seen = row(43, "waiting", { item: item({ ticket }) });

test("a ticket handed over after a colleague's swab leaves the swab", async () => {
  expect((await forgetTicket(seen, shopWith({ ...seen, state: "sampled" }))).state).toBe("sampled");
});

test("a ticket that a colleague handed over already is left alone", async () => {
  const { secret: _gone, ...rest } = ticket;
  const now = { ...seen, item: item({ ticket: rest }) };
  expect(await forgetTicket(seen, shopWith(now))).toBe(now);
});

test("who was swabbed meanwhile can still be cancelled", async () => {
  expect((await cancelVisit(seen, "left", shopWith({ ...seen, state: "sampled" }))).state).toBe("cancelled");
});

test("whose test was read meanwhile is not cancelled", async () => {
  await expect(cancelVisit(seen, "left", shopWith({ ...seen, state: "read" }))).rejects.toBeInstanceOf(Stale);
});

test("who came without a ticket gets one when it is asked for", async () => {
  const listed = row(44);
  expect((await ticketed(listed, shopWith(listed))).item?.ticket?.secret).toHaveLength(32);
});

test("a cassette is read when its key was pressed, however long the row waits for its turn", async () => {
  vi.useFakeTimers({ now: 1_760_000_000_000, toFake: ["Date"] });
  const shop = shopWith({ ...seen, state: "sampled", item: item({ rounds: [KIT] }) });
  const change = shop.items.change.bind(shop.items);
  const slowly: Items["change"] = async (...order) => {
    vi.setSystemTime(1_760_000_020_000);
    return change(...order);
  };
  const counter = { items: { ...shop.items, change: slowly } } as unknown as Counter;
  const read = await perform({ kind: "read", row: seen, outcomes: {} }, counter, newSealing());
  vi.useRealTimers();
  expect(read.item?.rounds[0]?.read).toBe(1_760_000_000);
});
