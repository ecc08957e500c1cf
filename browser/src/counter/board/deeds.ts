// Does what a key asked: one change of the item, and what follows from it. Whoever was first wins; the other is told.

import type { Counter } from "../app";
import type { Item, Row } from "../contracts";
import { makeTicket, proofDate } from "../handover/ticket";
import { Stale } from "../items/stale";
import { cancelled, consented, readAs, requeued, swabbed, undone, withTicket } from "./changes";
import type { Written } from "./keys";
import { seconds } from "./now";
import { current, keyOf } from "./order";
import type { Sealing } from "./watch";

/** No kit is open and the person was registered without one. */
export class NoKit extends Error {
  override readonly name = "NoKit";
}

/** `Stale` when another computer was first, `NoKit` when there is nothing to swab with. */
export async function perform(deed: Written, counter: Counter, sealing: Sealing): Promise<Row> {
  const { row } = deed;
  const now = seconds(); // of the key, however long the row has to wait for its turn
  switch (deed.kind) {
    case "swab":
      return swab(row, now, counter);
    case "read":
      sealing.readHere.add(keyOf(row));
      return counter.items.change(row, "read", (item) => readAs(item, deed.outcomes, now));
    case "undo":
      return counter.items.change(row, "sampled", undone);
    case "requeue":
      return counter.items.change(row, "waiting", (item) => requeued(item, kitsOf(counter)));
  }
}

/** `Stale` when its test was read meanwhile: then it is taken back or corrected, not cancelled. */
export async function cancelVisit(row: Row, reason: string, { items }: Pick<Counter, "items">): Promise<Row> {
  const now = current(row, items.rows.value);
  if (now.state !== "waiting" && now.state !== "sampled") throw new Stale(now);
  return items.change(now, "cancelled", (item) => cancelled(item, reason));
}

/** The row with a ticket: made now for whoever came without one, a class list's pupil for example. */
export async function ticketed(row: Row, { items }: Pick<Counter, "items">): Promise<Row> {
  if (!row.item || row.item.ticket) return row;
  const ticket = await makeTicket(proofDate(row.item.person));
  return items.change(row, row.state, (item) => (item.ticket ? item : withTicket(item, ticket)));
}

// The ticket first, so that its page says "waiting" from the swab on; a repeat's ticket is announced already, which is harmless.
async function swab(row: Row, now: number, counter: Counter): Promise<Row> {
  if (row.item && !row.item.rounds.length && !kitsOf(counter).length) throw new NoKit("no kit");
  const ready = await ticketed(row, counter);
  const edit = (item: Item) => swabbed(consented(item), now, kitsOf(counter));
  const sampled = await counter.items.change(ready, "sampled", edit);
  await counter.outbox.announce(sampled);
  return sampled;
}

function kitsOf({ items }: Counter) {
  return items.shelf("kits").value?.in_use ?? [];
}
