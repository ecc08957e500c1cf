// A ticket as the board keeps it: what another computer needs to seal to it, and its secret only until it is handed over or
// printed (spec/ticket.md §1 and §2).

import { random } from "../../envelope/bytes";
import { isPartial, ticketKeys, ticketLink, ticketPublicKey } from "../../envelope/ticket";
import { section, text } from "../../record/statistics";
import type { Plain } from "../../record/shape";
import type { Item, ItemTicket } from "../contracts";

const CODES = 1_000_000;

/** A new ticket for whoever was born on `birthDate` (YYYYMMDD, zeros for what is unknown: then with a code to say). */
export async function makeTicket(birthDate: string): Promise<ItemTicket> {
  const secret = random(32);
  const keys = await ticketKeys(secret);
  const { lookup, born, root } = keys;
  const made = { lookup, born, root, public_key: await ticketPublicKey(keys), secret };
  return isPartial(birthDate) ? { ...made, code: spokenCode() } : made;
}

/** The birth date as a ticket's proof takes it: `1979-03` is `19790300`. An unknown one is `00000000`. */
export function proofDate(person: Plain): string {
  const [year = "0000", month = "00", day = "00"] = (text(section(person, "identity")["birth_date"]) ?? "0000").split(
    "-",
  );
  return year + month + day;
}

/** The link of a ticket whose secret is still here, below `host` (`https://name`). */
export function linkOf(ticket: ItemTicket, host: string): string | undefined {
  return ticket.secret && ticketLink(host, { secret: ticket.secret, asksCode: ticket.code !== undefined });
}

/** Handed over or printed: from now on nobody here can show it again. */
export function withoutSecret(item: Item): Item {
  if (!item.ticket?.secret) return item;
  const { secret: _forgotten, ...ticket } = item.ticket;
  return { ...item, ticket };
}

// Without the small preference of a remainder: numbers beyond the last whole range are drawn again.
function spokenCode(): string {
  const range = 2 ** 32 - (2 ** 32 % CODES);
  for (;;) {
    const drawn = new DataView(random(4).buffer).getUint32(0);
    if (drawn < range) return String(drawn % CODES).padStart(6, "0");
  }
}
