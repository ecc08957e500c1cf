// The poster's link, `/p#PHARMACY.ANCHOR`: the pharmacy in hexadecimal, and the hash of the entry that its log is believed by
// (spec/counter.md §5). A fragment never reaches a server.

import { fromBase64url, fromHex, type Bytes } from "../envelope/bytes";

export interface Poster {
  /** 16 bytes. */
  readonly pharmacy: Bytes;
  /** SHA-256 of the body of the log's genesis; after a recovery, of the recovery. */
  readonly anchor: Bytes;
}

/** Undefined for a link that is damaged or cut short. */
export function parsePoster(link: string): Poster | undefined {
  const [, pharmacy = "", encoded = "?"] = /#([0-9a-f]{32})\.([A-Za-z0-9_-]{43})$/.exec(link) ?? [];
  const anchor = fromBase64url(encoded);
  return anchor && { pharmacy: fromHex(pharmacy), anchor };
}
