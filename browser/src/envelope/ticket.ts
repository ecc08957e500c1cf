// The ticket: how a person, and nobody in between, reads a result with a link and a birth date (spec/ticket.md).

import { base64url, fromBase64url, utf8, type Bytes } from "./bytes";
import { EnvelopeError } from "./errors";
import { kemPublicKey } from "./hpke";
import { kdf, sha256 } from "./kdf";

/** Everything that the link's 32 bytes give. Only `token` and `lookup` ever leave the device. */
export interface TicketKeys {
  readonly seed: Bytes;
  readonly token: Bytes;
  readonly lookup: Bytes;
  readonly born: Bytes;
  readonly root: Bytes;
}

/** What seals to a ticket and opens nothing of it: kept, sealed to the pharmacy, when the link's secret is forgotten. */
export interface TicketCard {
  readonly lookup: Bytes;
  readonly public_key: Bytes;
  readonly born: Bytes;
  readonly root: Bytes;
}

export interface Link {
  readonly secret: Bytes;
  /** True when the birth date is not fully known, so that the page asks for the code said at the counter. */
  readonly asksCode: boolean;
}

export async function ticketKeys(secret: Bytes): Promise<TicketKeys> {
  if (secret.length !== 32) throw new EnvelopeError("bad-length", "secret");
  const derive = (purpose: string) => kdf(secret, `sceau/ticket/${purpose}/v1`);
  const token = await derive("lookup");
  return {
    seed: await derive("key"),
    token,
    lookup: (await sha256(token)).slice(0, 16),
    born: await derive("born"),
    root: await derive("reply"),
  };
}

export const ticketPublicKey = ({ seed }: TicketKeys): Promise<Bytes> => kemPublicKey(seed);

export async function ticketCard(keys: TicketKeys): Promise<TicketCard> {
  const { lookup, born, root } = keys;
  return { lookup, public_key: await ticketPublicKey(keys), born, root };
}

export const replyPatient = ({ root }: Pick<TicketCard, "root">, id: Bytes): Promise<Bytes> =>
  kdf(root, "sceau/ticket/reply-id/v1", id);

/** `birthDate` is YYYYMMDD with zeros for what is unknown; then `code` is six digits, else it is empty. */
export async function proof({ born }: Pick<TicketCard, "born">, birthDate: string, code = ""): Promise<Bytes> {
  if (!/^[0-9]{8}$/.test(birthDate)) throw new EnvelopeError("bad-date", "birth_date");
  const expected = isPartial(birthDate) ? /^[0-9]{6}$/ : /^$/;
  if (!expected.test(code)) throw new EnvelopeError("needs-code", "code");
  return kdf(born, "sceau/ticket/proof/v1", utf8(birthDate + code));
}

export function isPartial(birthDate: string): boolean {
  return /^0000|^....00|00$/.test(birthDate);
}

export function ticketLink(host: string, { secret, asksCode }: Link): string {
  return `${host}/t#${base64url(secret)}${asksCode ? "." : ""}`;
}

/** `bad-link` when its fragment is none of ours, damaged or cut short. */
export function parseLink(link: string): Link {
  const [, encoded = "?", dot] = /#([A-Za-z0-9_-]{43})(\.?)$/.exec(link) ?? [];
  const secret = fromBase64url(encoded);
  if (!secret) throw new EnvelopeError("bad-link", "link");
  return { secret, asksCode: dot === "." };
}
