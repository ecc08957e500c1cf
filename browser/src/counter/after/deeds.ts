// What is done to a visit afterwards: corrected, cancelled, ticked off. The row first, then its envelope.

import type { Counter } from "../app";
import type { Item, Row } from "../contracts";
import { Stale } from "../items/stale";
import type { Language } from "../language";
import { recordOf, type Shop } from "../sending/record";
import { why } from "../sentences";
import { ticked, unticked } from "./billing";

type Needs = Pick<Counter, "items" | "outbox">;

/** `InvalidRecord` with everything that is wrong, before anything is changed. */
export async function correct(row: Row, item: Item, reason: string, shop: Shop, counter: Needs): Promise<Row> {
  const order = { kind: "correction", reason } as const;
  const responsible = item.sent.at(-1)?.responsible;
  recordOf({ item, order, responsible, shop, now: Date.now() / 1000 });
  const changed = await counter.items.change(row, row.state, (now) => ({ ...now, ...edited(item) }));
  return counter.outbox.send(changed, order);
}

export function cancelResult(row: Row, reason: string, { outbox }: Needs): Promise<Row> {
  return outbox.send(row, { kind: "cancellation", reason });
}

export function bill(row: Row, { billed }: { readonly billed: boolean }, { items }: Needs): Promise<Row> {
  const now = Math.floor(Date.now() / 1000);
  return items.change(row, row.state, (item) => (billed ? ticked(item, now) : unticked(item)));
}

/** Why it did not work, for the person who tried. */
export function wordsOf(error: unknown, language: Language, text: { readonly stale: string }): string {
  return error instanceof Stale ? text.stale : why(error, language);
}

/** Of a corrected item only what the form shows: what a colleague adds meanwhile stays. */
function edited({ person, consent, rounds }: Item): Pick<Item, "person" | "consent" | "rounds"> {
  return { person, consent, rounds };
}
