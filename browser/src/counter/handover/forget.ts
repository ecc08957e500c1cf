// Once handed over or printed, the link is nowhere here any more.

import type { Counter } from "../app";
import { current } from "../board/order";
import type { Row } from "../contracts";
import { withoutSecret } from "./ticket";

export async function forgetTicket(row: Row, { items }: Pick<Counter, "items">): Promise<Row> {
  const now = current(row, items.rows.value);
  return now.item?.ticket?.secret ? items.change(now, now.state, withoutSecret) : now;
}
