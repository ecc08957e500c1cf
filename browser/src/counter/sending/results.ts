// A row's result, correction or cancellation: sealed, kept, noted in its row, and on its way (spec/counter.md §8).

import { equal, hex, random, type Bytes } from "../../envelope/bytes";
import type { Reference } from "../../envelope/header";
import type { Item, Responsible, Row, SendOrder, Sent, State } from "../contracts";
import { encodeItem } from "../items/codec";
import { Refused } from "../relay";
import type { Desk } from "./outbox";
import { recordOf } from "./record";
import { sealRecord } from "./sealer";

const DAY = 86_400;
const TRIES = 3;
/** How long it took: in the browser's own profile of the page, which nobody else sees. */
const SEALED = "sealed";

/** The row changed between sealing and noting: what was sealed is not what it says now. */
class Changed extends Error {
  override readonly name = "Changed";

  constructor(readonly item: Item) {
    super("changed");
  }
}

/** `InvalidRecord` with what is to be mended; `Stale` when another computer was first; then nothing goes. */
export async function sendRow(row: Row, order: SendOrder, desk: Desk): Promise<Row> {
  const shown = desk.items.rows.peek().find(({ day, number }) => day === row.day && number === row.number) ?? row;
  let { item } = shown;
  if (!item) throw new Refused(403, "locked", new Uint8Array());
  for (let tries = 1; ; tries++) {
    try {
      return await sendItem(shown, item, order, desk);
    } catch (error) {
      if (!(error instanceof Changed) || tries === TRIES) throw error;
      item = error.item;
    }
  }
}

async function sendItem(row: Row, item: Item, order: SendOrder, desk: Desk): Promise<Row> {
  const envelope = referenceFor(item, order, desk.now);
  if (isSent(item, envelope)) return row;
  const head = await headOf(item, desk);
  if (order.kind === "cancellation" && !head) return cancel(row, order, desk);
  const fresh = await keepDraft(
    row,
    item,
    { order, envelope, corrects: order.kind === "result" ? undefined : head },
    desk,
  );
  const sent = sentOf(item, order, envelope, desk);
  try {
    const noted = await desk.items.change(row, stateOf(order), noting(item, sent, order));
    await desk.envelopes.note(hex(envelope[1]), { state: "waiting" });
    desk.courier.soon();
    return noted;
  } catch (error) {
    if (fresh) await desk.envelopes.dropDraft(hex(envelope[1]));
    throw error;
  }
}

/** Sealed and kept, as a draft, unless this browser has sealed it before. */
async function keepDraft(
  { day, number }: Row,
  item: Item,
  { order, envelope, corrects }: { order: SendOrder; envelope: Reference; corrects: Reference | undefined },
  desk: Desk,
): Promise<boolean> {
  const id = hex(envelope[1]);
  const known = await desk.envelopes.get(id);
  if (known && known.state !== "draft" && known.state !== "refused") return false;
  const { ring, now } = desk;
  const { finess, name, phone } = ring.log;
  const record = recordOf({ item, order, responsible: responsibleOf(desk), shop: { finess, name, phone }, now });
  const start = performance.now();
  const { ticket, language } = item;
  const sealed: Bytes = await sealRecord(record, envelope, corrects, { ring, ticket, language, now });
  performance.measure(SEALED, { start });
  const shop = hex(ring.pharmacy);
  await desk.envelopes.add({ shop, id, day: envelope[0], state: "draft", envelope: sealed, place: [day, number] });
  return true;
}

/** Chosen when it was read, so that two computers seal one envelope; a new one for what is sent of it afterwards. */
function referenceFor(item: Item, { kind }: SendOrder, now: number): Reference {
  const chosen = item.rounds.at(-1)?.envelope;
  if (chosen && (kind === "result" || (kind === "correction" && !isSent(item, chosen)))) return chosen;
  return [Math.floor(now / DAY), random(16)];
}

function isSent({ sent }: Item, [, id]: Reference): boolean {
  return sent.some(({ envelope }) => equal(envelope[1], id));
}

/** What a correction names: the last that was not refused. */
async function headOf({ sent }: Item, { envelopes }: Desk): Promise<Reference | undefined> {
  for (const { envelope } of [...sent].reverse()) {
    if ((await envelopes.get(hex(envelope[1])))?.state !== "refused") return envelope;
  }
  return undefined;
}

/** Nothing was sent of it: there is nothing to take back. */
function cancel(row: Row, { reason }: SendOrder, { items }: Desk): Promise<Row> {
  return items.change(row, "cancelled", (item) => ({ ...item, ...(reason && { reason }) }));
}

function noting(sealed: Item, sent: Sent, { kind, reason }: SendOrder): (item: Item) => Item {
  return (item) => {
    if (isSent(item, sent.envelope)) return item;
    if (!equal(encodeItem(item), encodeItem(sealed))) throw new Changed(item);
    return { ...item, sent: [...item.sent, sent], ...(kind === "cancellation" && reason && { reason }) };
  };
}

function sentOf(item: Item, { kind, reason }: SendOrder, envelope: Reference, desk: Desk): Sent {
  const { now, session } = desk;
  const responsible = responsibleOf(desk) ?? { name: session.name, rpps: session.rpps };
  const round = Math.max(0, item.rounds.length - 1);
  return { envelope, kind, round, at: now, ...(reason && { reason }), by: session.name, responsible };
}

/** The pharmacist on duty today; else whoever acts, if that is a pharmacist. */
function responsibleOf({ items, session, now }: Desk): Responsible | undefined {
  const duty = items.shelf("duty").peek();
  if (duty?.day === Math.floor(now / DAY)) return duty.responsible;
  return session.rpps ? { name: session.name, rpps: session.rpps } : undefined;
}

function stateOf({ kind }: SendOrder): State {
  return kind === "cancellation" ? "cancelled" : "sent";
}
