// Once handed over or printed, the link is nowhere here any more.

import type { Counter } from "../app";
import type { Row } from "../contracts";
import { withoutSecret } from "./ticket";

export async function forgetTicket(row: Row, { items }: Counter): Promise<Row> {
  return row.item?.ticket?.secret ? items.change(row, row.state, withoutSecret) : row;
}
