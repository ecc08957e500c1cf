// The pharmacy's own data, taken away by the pharmacy: visits as they were typed (NDJSON), and results as the spreadsheet that
// this counter and every other client reads again (CSV). Keys of tickets are not data and stay.

import { hex } from "../../envelope/bytes";
import type { Responsible, Row, Sent } from "../contracts";
import { recordOf, type Shop } from "../sending/record";
import { checked, type Checked } from "../../record/model";
import type { Plain } from "../../record/shape";

/** One line a visit, days in ISO. */
export function visitLine({ day, number, state, item }: Row): string {
  if (!item) return "";
  const { ticket: _keys, aside: _aside, sent, rounds, ...said } = item;
  const visit = {
    day: isoDay(day),
    number,
    state,
    ...said,
    rounds: rounds.map(({ envelope, ...round }) => ({ ...round, ...(envelope && { envelope: nameOf(envelope) }) })),
    sent: sent.map(({ moved: _moved, envelope, ...one }) => ({ ...one, envelope: nameOf(envelope) })),
  };
  return `${JSON.stringify(visit)}\n`;
}

/** The record that went last; undefined for a visit of which nothing went. */
export function lastRecord({ item }: Row, shop: Shop): Checked | undefined {
  const last = item?.sent.at(-1);
  return item && last && checked(recordOf({ item, order: orderOf(last), ...by(last), shop, now: last.at }) as Plain);
}

export function isoDay(day: number): string {
  return new Date(day * 86_400_000).toISOString().slice(0, 10);
}

function orderOf({ kind, reason }: Sent): { readonly kind: Sent["kind"]; readonly reason?: string } {
  return { kind, ...(reason !== undefined && { reason }) };
}

function by({ responsible }: Sent): { readonly responsible: Responsible } {
  return { responsible };
}

function nameOf([day, id]: readonly [day: number, id: Uint8Array]): readonly [number, string] {
  return [day, hex(id)];
}
