// What people do to keys: their own (passkeys, kit, browser), the pharmacy's (begin, rotate, recover), a colleague's (confirm,
// remove). Each is one request, and nothing holds before the relay has it (spec/keys.md §3).

import { memberOf, type Member } from "../../envelope/access";
import { fromHex, hex, random, type Bytes } from "../../envelope/bytes";
import type { Value } from "../../envelope/cbor";
import type { Author } from "../../envelope/enrol";
import { bytes, list, take, text } from "../../envelope/fields";
import { PUBLIC_KEY_LENGTH } from "../../envelope/hpke";
import type { PharmacyLog } from "../../envelope/pharmacy_log";
import type { Role } from "../contracts";
import { Refused } from "../relay";
import { dropBrowser, enrolBrowser, enrolledKey } from "./browser";
import { begun, recovered, rotated, withKeys, withoutDevice, withoutKeys, withReplaced } from "./entries";
import type { Keyring, KeyOwner, Kind, Offer } from "./keyring";
import { freshly } from "./entering";
import { createPasskey, touchHere, type CreationJson } from "./passkey";

export interface KnownKey {
  readonly sign: string;
  readonly kind: Kind;
  readonly label: string;
}

/** Somebody of the pharmacy, as `GET members` has it; `until` in seconds since 1970. */
export interface Colleague {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly rpps?: string;
  readonly until?: number;
  readonly state: "invited" | "keys-awaited" | "active" | "ended";
  readonly access_keys: readonly KnownKey[];
}

/** Somebody asks to have keys added. */
export interface KeyRequest {
  readonly member: string;
  readonly name: string;
  readonly keys: readonly (Member & { readonly kind: Kind; readonly label: string })[];
}

/** A new passkey, for who follows a link (`token`) or is signed in. It is offered to the ring where it has PRF: true. */
export async function makePasskey(keyring: Keyring, label: string, token?: string): Promise<boolean> {
  const { relay } = keyring.parts;
  const ask = () => relay.json<CreationJson>("POST", "passkeys/creation", { ...(token && { token }) });
  const options = await (token ? ask() : freshly(keyring, ask));
  const { credential, prf, secret } = await createPasskey(options);
  const body = { ...(token && { token }), credential, label };
  await keyring.presence.enter("passkeys", body);
  const given = secret ?? (prf ? (await touchHere(credential.id)).secret : undefined);
  if (given) keyring.offered = { secret: given, kind: "passkey", label };
  return given !== undefined;
}

/** A new passkey of one's own; false when it signs in and opens nothing. */
export async function addPasskey(keyring: Keyring, label: string): Promise<boolean> {
  if (!(await makePasskey(keyring, label))) return false;
  await addOffered(keyring);
  return true;
}

/** A passkey signs in no more; where it opened, its access key leaves too. */
export async function removePasskey(keyring: Keyring, id: number, ...sign: readonly string[]): Promise<void> {
  await freshly(keyring, () => keyring.parts.relay.json("DELETE", `passkeys/${id}`));
  if (sign.length) await removeKey(keyring, ...sign);
}

/** The key offered joins the log, in the place of those of lost passkeys; where none is offered, those leave alone. */
export async function addOffered(keyring: Keyring): Promise<void> {
  const { offered, lost } = keyring;
  if (offered) await addKey(keyring, offered, lost);
  else if (lost.length) await removeKey(keyring, ...lost);
  [keyring.offered, keyring.lost] = [undefined, []];
}

/** This browser opens for whoever acts, once signed in. */
export async function addBrowser(keyring: Keyring, label: string): Promise<void> {
  const { member } = keyring.presence.acting;
  const before = await enrolledKey(member, keyring.parts.store);
  const { secret, undo } = await enrolBrowser(member, keyring.parts);
  await addKey(keyring, { secret, kind: "browser", label }, before ? [before] : []).catch(async (error: unknown) => {
    if (error instanceof Refused) await undo(); // without an answer the log may have it
    throw error;
  });
}

export async function removeBrowser(keyring: Keyring): Promise<void> {
  const { member } = keyring.presence.acting;
  const sign = await enrolledKey(member, keyring.parts.store);
  if (sign) await removeKey(keyring, sign);
  await dropBrowser(member, keyring.parts);
}

/** A new kit; those of before open nothing more. */
export const replaceKit = (keyring: Keyring, secret: Bytes, label: string, before: readonly string[]): Promise<void> =>
  addKey(keyring, { secret, kind: "kit", label }, before);

/** Access keys of one's own, or of nobody, leave. `sign` in hexadecimal; one that has left already is no matter. */
export const removeKey = (keyring: Keyring, ...sign: readonly string[]): Promise<void> =>
  keyring.write(async (log, author) => {
    const present = sign.filter((key) => log.members.has(key));
    return withoutKeys(log, present.map(fromHex), author);
  });

export const removeDevice = (keyring: Keyring, device: string): Promise<void> =>
  keyring.write((log, author) => withoutDevice(log, fromHex(device), author));

export const rotate = (keyring: Keyring): Promise<void> => keyring.write(rotated);

/** The pharmacy's log begins: the kit, what opens it here from now on, and this browser. Asked again after no answer, it goes on. */
export async function beginPharmacy(keyring: Keyring, code: string, kit: Offer): Promise<void> {
  const daily = await dailyOffer(keyring);
  await keyring.presence.look();
  if (keyring.presence.acting.pharmacy === undefined) await sendBeginning(keyring, code, [kit, daily]);
  await keyring.open(daily.secret);
  keyring.offered = undefined;
}

async function sendBeginning(keyring: Keyring, code: string, offers: readonly [Offer, Offer]): Promise<void> {
  const { shop, member } = keyring.presence.acting;
  const pharmacy = random(16);
  const device = await keyring.parts.store.makeDevice(hex(pharmacy));
  const [kit, daily] = offers;
  const author = { secret: kit.secret, time: keyring.now };
  const entries = await begun({ code, shop, pharmacy }, author, [await memberOf(daily.secret)], device.publicKey);
  await keyring.send(entries, await owners(offers, member));
  await keyring.presence.look();
}

/** What opens from day to day: the passkey just touched or, where it has no PRF, this browser. */
export async function dailyOffer(keyring: Keyring): Promise<Offer> {
  keyring.offered ??= await browserOffer(keyring);
  return keyring.offered;
}

async function browserOffer(keyring: Keyring): Promise<Offer> {
  const { secret } = await enrolBrowser(keyring.presence.acting.member, keyring.parts);
  return { secret, kind: "browser", label: "" };
}

/** A new beginning, in 72 hours, with a new enrolment code and a new kit: for when no access key is left. */
export async function recoverPharmacy(keyring: Keyring, code: string, kit: Offer): Promise<void> {
  const owner = await owners([kit], keyring.presence.acting.member);
  await keyring.change(
    (log) => recovered(log, code, { secret: kit.secret, time: keyring.now }),
    (entries) => keyring.send(entries, owner),
  );
}

/** Somebody new asks to have these keys added; the words are said to the titular pharmacist. */
export async function requestKeys(keyring: Keyring, offers: readonly Offer[]): Promise<readonly string[]> {
  const keys = await Promise.all(
    offers.map(async ({ secret, kind, label }) => ({ ...(await memberOf(secret)), kind, label })),
  );
  await keyring.parts.relay.cbor("POST", "key-requests", { keys });
  return wordsOf(keyring.presence.acting.pharmacy, keys);
}

export async function keyRequests(keyring: Keyring): Promise<readonly KeyRequest[]> {
  return readRequests(await keyring.parts.relay.cbor("GET", "key-requests"));
}

/** The words of a request, as whoever asked sees them too if nobody changed the keys on their way. */
export const wordsOfRequest = (keyring: Keyring, request: KeyRequest): Promise<readonly string[]> =>
  wordsOf(keyring.presence.acting.pharmacy, request.keys);

/** The words were compared: these keys join, with an epoch that they have. */
export const confirmRequest = (keyring: Keyring, { member, keys }: KeyRequest): Promise<void> =>
  keyring.write(
    (log, author) =>
      withKeys(
        log,
        keys.map(({ sign, kem }) => ({ sign, kem })),
        author,
      ),
    keys.map(({ sign, kind, label }) => ({ sign, kind, label, member })),
  );

/** A person leaves: the membership, all access keys, and the epoch, in one request. Nothing for who has no keys yet. */
export async function removeColleague(keyring: Keyring, { id, access_keys }: Colleague): Promise<void> {
  const known = access_keys.map(({ sign }) => sign);
  const leaving = (log: PharmacyLog) => known.filter((key) => log.members.has(key)).map(fromHex);
  await keyring.change(
    async (log) => (known.length ? keyring.build((author) => withoutKeys(log, leaving(log), author)) : []),
    (entries) => keyring.parts.relay.cbor("POST", `members/${id}/removal`, { entries: [...entries] }),
  );
}

export const colleagues = (keyring: Keyring): Promise<readonly Colleague[]> =>
  keyring.parts.relay.json<readonly Colleague[]>("GET", "members");

async function addKey(keyring: Keyring, offer: Offer, replaced: readonly string[] = []): Promise<void> {
  const member = await memberOf(offer.secret);
  const build = (log: PharmacyLog, author: Author) =>
    withReplaced(log, replaced.filter((key) => log.members.has(key)).map(fromHex), [member], author);
  await keyring.write(build, await owners([offer], keyring.presence.acting.member));
}

const owners = (offers: readonly Offer[], member: string): Promise<KeyOwner[]> =>
  Promise.all(
    offers.map(async ({ secret, kind, label }) => ({ sign: (await memberOf(secret)).sign, member, kind, label })),
  );

async function wordsOf(pharmacy: string | undefined, keys: readonly Member[]): Promise<readonly string[]> {
  const { sixWords } = await import("./words"); // 2,048 words, wanted seldom
  return sixWords(fromHex(pharmacy ?? ""), keys);
}

const KINDS: readonly string[] = ["passkey", "kit", "browser"] satisfies readonly Kind[];

function readRequests(answer: Value): readonly KeyRequest[] {
  const key = { sign: bytes(32), kem: bytes(PUBLIC_KEY_LENGTH), kind: text(16), label: text(64) };
  const keys = list((value, path) => take(value, path, key), 1, 16);
  const requests = list(
    (value, path) => take(value, path, { member: bytes(16), name: text(320), role: text(16), keys }),
    0,
    256,
  );
  return requests(answer, "key-requests").map(({ member, name, keys }) => ({
    member: hex(member),
    name,
    keys: keys.filter((one): one is KeyRequest["keys"][number] => KINDS.includes(one.kind)),
  }));
}
