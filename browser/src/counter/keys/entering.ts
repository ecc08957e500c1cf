// Signing in and opening the ring, in one touch where the passkey has PRF; by this browser's half or by the kit where it
// has none (spec/keys.md §3). Without a network: the passkey and what this browser last believed.

import { parseKit } from "../../envelope/access";
import type { Bytes } from "../../envelope/bytes";
import { Refused, Unreachable } from "../relay";
import { browserKey } from "./browser";
import type { Keyring } from "./keyring";
import { touchHere, touchPasskey, type RequestJson } from "./passkey";

/** In this window's own storage: somebody went to Pro Santé Connect and comes back. */
export const AWAY = "sceau.away";

/** `no-key`: signed in, and nothing here opens the ring: the kit does, or a colleague has to confirm the keys. */
export type Entered = "open" | "no-key";

/** `PasskeyFailed`, `Refused` `sign-in-refused`, or `Unreachable` for who never signed in at this browser. */
export async function enterByPasskey(keyring: Keyring): Promise<Entered> {
  try {
    const touched = await touchPasskey(await askOptions(keyring));
    await keyring.presence.enter("sign-in", { credential: touched.credential });
    return await openBy(keyring, touched.secret);
  } catch (error) {
    if (error instanceof Unreachable) return enterWithoutNetwork(keyring);
    throw error;
  }
}

/** After Pro Santé Connect: this browser's half and the relay's. */
export const enterByBrowser = (keyring: Keyring): Promise<Entered> => openBy(keyring, undefined);

/** `bad-kit` for what is no kit; `no-key` for one that is not, or no more, of this pharmacy. `first`: done before it shows. */
export async function enterByKit(keyring: Keyring, printed: string, first?: () => Promise<void>): Promise<Entered> {
  return (await keyring.open(await parseKit(printed), first)) ? "open" : "no-key";
}

/** Do what the relay asks a recent sign-in for; a touch first where the last one was long ago. */
export async function freshly<Result>(keyring: Keyring, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Refused && error.code === "sign-in-again")) throw error;
    await enterByPasskey(keyring);
    return work();
  }
}

async function askOptions(keyring: Keyring): Promise<RequestJson> {
  const ask = () => keyring.parts.relay.json<RequestJson>("POST", "passkeys/request");
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof Refused && error.status === 403)) throw error;
    await keyring.presence.look(); // another window of this browser has signed in: the token against forgery changed
    return ask();
  }
}

async function openBy(keyring: Keyring, secret: Bytes | undefined): Promise<Entered> {
  const { member, pharmacy } = keyring.presence.acting;
  if (pharmacy !== undefined) {
    if (secret && (await keyring.open(secret))) return "open";
    const other = await browserKey(member, keyring.parts);
    if (other && (await keyring.open(other))) return "open";
  }
  if (secret) keyring.offered = { secret, kind: "passkey", label: "" };
  keyring.isShut.value = true;
  return "no-key";
}

async function enterWithoutNetwork(keyring: Keyring): Promise<Entered> {
  const touched = await touchHere();
  const known = await keyring.presence.remember(touched.member);
  if (!known || !touched.secret) throw new Unreachable("no answer");
  keyring.presence.guess(known);
  return (await keyring.open(touched.secret)) ? "open" : "no-key";
}
