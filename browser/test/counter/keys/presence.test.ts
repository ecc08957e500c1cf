// Who is signed in: what may come in another order than it was asked, and a lock that the relay has not heard of.

import "fake-indexeddb/auto";
import { signal } from "@preact/signals";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Session } from "../../../src/counter/contracts";
import { Presence } from "../../../src/counter/keys/presence";
import { Relay, Unreachable } from "../../../src/counter/relay";
import { hex, random } from "../../../src/envelope/bytes";
import { openStore, type Store } from "../../../src/counter/store/store";
import { standInLocks } from "../fake_locks";

const CLAIRE = { member: "01".repeat(16), name: "Claire Exemple", role: "titular", rpps: "", shop: {}, locked: false };
const ANSWERS: Readonly<Record<string, object>> = {
  "GET session": { signed_in: true, csrf: "new", ...CLAIRE },
  "POST sign-in": { signed_in: true, csrf: "new", ...CLAIRE },
};

let asked: string[];
/** Answers other than those above, used up one by one. */
let instead: Record<string, (() => Promise<Response>)[]>;
let store: Store;

beforeEach(async () => {
  standInLocks();
  [asked, instead] = [[], {}];
  store = await openStore(hex(random(8)));
  vi.stubGlobal("fetch", (path: string, init: RequestInit) => {
    const call = `${init.method} ${path.replace("/counter/api/", "")}`;
    asked.push(call);
    const answer = instead[call]?.shift();
    return answer ? answer() : Promise.resolve(new Response(JSON.stringify(ANSWERS[call] ?? {})));
  });
});
afterEach(() => vi.unstubAllGlobals());

const cut = () => Promise.reject(new TypeError("no network"));
const refused = (status: number, code: string) => () =>
  Promise.resolve(new Response(JSON.stringify({ code }), { status }));

/** A window of the one browser. */
function opened() {
  const [relay, session] = [new Relay(), signal<Session | undefined>(undefined)];
  const forget = vi.fn();
  const presence = new Presence({ relay, store, session, now: () => 0, forget });
  relay.first = () => presence.settle();
  return { relay, session, forget, presence };
}

test("a sign-in waits until what was asked about the session is answered, in another window too", async () => {
  const [window, other] = [opened(), opened()];
  let answer: (response: Response) => void = () => undefined;
  instead["GET session"] = [() => new Promise((resolve) => (answer = resolve))];
  const looking = other.presence.look();
  await vi.waitFor(() => expect(asked).toEqual(["GET session"]));
  const entering = window.presence.enter("sign-in", {});
  await new Promise((resolve) => setTimeout(resolve));
  expect(asked).toEqual(["GET session"]);
  answer(new Response(JSON.stringify({ signed_in: false, csrf: "old" })));
  await Promise.all([looking, entering]);
  expect(asked).toEqual(["GET session", "POST sign-in"]);
  expect(window.session.value?.name).toBe("Claire Exemple");
});

test("a lock without a network is told before anything else is asked", async () => {
  const { presence, relay, session, forget } = opened();
  await presence.look();
  instead["POST lock"] = [cut];
  await expect(presence.lock()).rejects.toThrow(Unreachable);
  expect(session.value?.locked).toBe(true);
  expect(forget).toHaveBeenCalled();
  asked = [];
  await relay.json("GET", "items");
  await relay.json("GET", "items");
  expect(asked).toEqual(["POST lock", "GET items", "GET items"]);
});

test("a lock that cannot be told keeps everything else back", async () => {
  const { presence, relay } = opened();
  instead["POST lock"] = [cut, cut];
  await presence.lock().catch(() => undefined);
  await expect(relay.json("GET", "items")).rejects.toThrow(Unreachable);
  expect(asked).not.toContain("GET items");
});

test("a page that is opened again tells the lock of before with the token of now", async () => {
  instead["POST lock"] = [cut, refused(403, "csrf")];
  await opened()
    .presence.lock()
    .catch(() => undefined);
  asked = [];
  await opened().presence.look();
  expect(asked).toEqual(["POST lock", "GET session", "POST lock", "GET session"]);
});

test("where nobody is signed in any more there is nothing to lock", async () => {
  instead["POST lock"] = [cut, refused(401, "signed-out")];
  const { presence, relay } = opened();
  await presence.lock().catch(() => undefined);
  asked = [];
  await relay.json("GET", "items");
  await relay.json("GET", "items");
  expect(asked).toEqual(["POST lock", "GET items", "GET items"]);
});

test("whoever signs in after it opens a session of their own", async () => {
  instead["POST lock"] = [cut];
  const { presence, session, relay } = opened();
  await presence.lock().catch(() => undefined);
  asked = [];
  await presence.enter("sign-in", {});
  await relay.json("GET", "items");
  expect(asked).toEqual(["POST lock", "POST sign-in", "GET items"]);
  expect(session.value?.locked).toBe(false);
});
