// Six words that say whose keys these are: read aloud in the shop, before anybody signs them into the log (spec/keys.md §3).
// The relay brought the keys, and could bring others: the words would be others too.

import { wordlist } from "@scure/bip39/wordlists/french.js";
import type { Member } from "../../envelope/access";
import { compare, hex, type Bytes } from "../../envelope/bytes";
import { encode } from "../../envelope/cbor";
import { labelled, sha256 } from "../../envelope/kdf";

export const WORDS = 6;
const BITS = 11;

/** Of all the keys that somebody asks to have added, in any order. */
export async function sixWords(pharmacy: Bytes, keys: readonly Member[]): Promise<readonly string[]> {
  const pairs = await Promise.all(keys.map(async ({ sign, kem }) => [sign, await sha256(kem)] as const));
  pairs.sort(([one], [other]) => compare(one, other));
  const named = encode([pharmacy, pairs.map((pair) => [...pair])]);
  const digest = BigInt(`0x${hex(await sha256(labelled("sceau/invitation/v1", named)))}`);
  return Array.from({ length: WORDS }, (_, at) => wordAt(digest >> BigInt(256 - BITS * (at + 1))));
}

function wordAt(shifted: bigint): string {
  return (wordlist[Number(BigInt.asUintN(BITS, shifted))] as string).normalize("NFC"); // the list has its accents apart
}
