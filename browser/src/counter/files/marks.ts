// Which envelope a row of a file becomes, so that the same file dropped again sends nothing twice:
//
//     mark = KDF(seed of a pharmacy epoch, "sceau/file/mark/v1")
//     id   = HMAC-SHA256(mark, SHA-256(the record) ‖ how many identical ones came before it)[:16]
//
// The shop's computers draw the same ids, and need no list of rows: without the mark an id is 16 random bytes. A row that
// was mended gets another id; a row that was not, the same.

import { concat, hex, u32, type Bytes } from "../../envelope/bytes";
import { encode, type Value } from "../../envelope/cbor";
import { kdf, sha256 } from "../../envelope/kdf";
import type { Plain } from "../../record/shape";

const ID_LENGTH = 16;

export function markOf(seed: Bytes): Promise<Bytes> {
  return kdf(seed, "sceau/file/mark/v1");
}

/** The hash of a record's sections: what two identical rows have in common. */
export function digestOf(record: Plain): Promise<Bytes> {
  return sha256(encode(record as { [name: string]: Value }));
}

/** For each row, in order, how many rows of the file are the same so far, itself included. */
export function ordinals(digests: readonly string[]): number[] {
  const seen = new Map<string, number>();
  return digests.map((digest) => {
    const count = (seen.get(digest) ?? 0) + 1;
    seen.set(digest, count);
    return count;
  });
}

/** What draws ids, 32 hexadecimal digits, with a mark. */
export async function idsWith(mark: Bytes): Promise<(digest: Bytes, ordinal: number) => Promise<string>> {
  const key = await crypto.subtle.importKey("raw", mark, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return async (digest, ordinal) => {
    const drawn = await crypto.subtle.sign("HMAC", key, concat(digest, u32(ordinal)));
    return hex(new Uint8Array(drawn, 0, ID_LENGTH));
  };
}
