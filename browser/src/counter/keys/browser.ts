// An enrolled browser: half of a secret lies here, the other half at the relay, which gives it to whoever has signed in
// as its owner (spec/keys.md §3). Neither half alone opens anything.

import { memberOf } from "../../envelope/access";
import { concat, hex, random, type Bytes } from "../../envelope/bytes";
import { kdf } from "../../envelope/kdf";
import { Refused, type Relay } from "../relay";
import type { Store } from "../store/store";

/** What lies in this browser for one member. `sign`: of the access key that both halves make, in hexadecimal. */
export interface Half {
  readonly id: string;
  readonly half: Bytes;
  readonly sign: string;
}

export interface Halves {
  readonly relay: Relay;
  readonly store: Store;
}

const nameOf = (member: string): string => `browser-half/${member}`;

export const browserSecret = (here: Bytes, there: Bytes): Promise<Bytes> =>
  kdf(concat(here, there), "sceau/access/browser/v1");

export interface Enrolled {
  readonly secret: Bytes;
  /** This browser's half is as it was before. */
  undo(): Promise<void>;
}

/** Two new halves, each in its place; the secret they make. Its access key is none of the pharmacy's yet. */
export async function enrolBrowser(member: string, { relay, store }: Halves): Promise<Enrolled> {
  const before = await store.setting<Half>(nameOf(member));
  const [id, here, there] = [hex(random(16)), random(32), random(32)];
  await relay.bytes("PUT", `browser-halves/${id}`, there);
  const secret = await browserSecret(here, there);
  const { sign } = await memberOf(secret);
  await store.keep(nameOf(member), { id, half: here, sign: hex(sign) } satisfies Half);
  const undo = () => (before ? store.keep(nameOf(member), before) : store.forget(nameOf(member)));
  return { secret, undo };
}

/** The secret again, for whoever has just signed in; undefined where this browser is not enrolled for that member. */
export async function browserKey(member: string, { relay, store }: Halves): Promise<Bytes | undefined> {
  const mine = await store.setting<Half>(nameOf(member));
  if (!mine) return undefined;
  try {
    return await browserSecret(mine.half, await relay.bytes("GET", `browser-halves/${mine.id}`));
  } catch (error) {
    if (error instanceof Refused && error.status === 404) await store.forget(nameOf(member));
    if (error instanceof Refused) return undefined;
    throw error;
  }
}

/** The access key (its `sign`, in hexadecimal) with which this browser opens for a member, if it is enrolled. */
export async function enrolledKey(member: string, store: Store): Promise<string | undefined> {
  return (await store.setting<Half>(nameOf(member)))?.sign;
}

/** Both halves are gone. Its access key must leave the log too. */
export async function dropBrowser(member: string, { relay, store }: Halves): Promise<void> {
  const mine = await store.setting<Half>(nameOf(member));
  if (!mine) return;
  await relay.bytes("DELETE", `browser-halves/${mine.id}`);
  await store.forget(nameOf(member));
}
