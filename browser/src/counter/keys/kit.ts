// The printed kit: a secret on paper, typed back in part so that it is known to be on paper (spec/keys.md §3).

import { clean, kitText, newAccessSecret } from "../../envelope/access";
import type { Bytes } from "../../envelope/bytes";

/** `groups`: fourteen of four characters, as printed. */
export interface Kit {
  readonly secret: Bytes;
  readonly groups: readonly string[];
}

const ASKED = 3;

export async function newKit(): Promise<Kit> {
  const secret = newAccessSecret();
  return { secret, groups: (await kitText(secret)).split(" ") };
}

/** Which groups are asked back, in order, counted from 0: drawn anew each time, so that a photograph of some is not enough. */
export function askedGroups({ groups }: Kit): readonly number[] {
  const drawn = new Set<number>();
  while (drawn.size < ASKED) drawn.add(drawnBelow(groups.length));
  return [...drawn].sort((one, other) => one - other);
}

export function isGroup(kit: Kit, at: number, typed: string): boolean {
  return clean(typed) === kit.groups[at];
}

function drawnBelow(count: number): number {
  return (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) % count;
}
