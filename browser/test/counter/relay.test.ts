// How the counter speaks to its relay: what is no answer, and what is a refusal.

import { afterEach, expect, test, vi } from "vitest";
import { Refused, Relay, Unreachable } from "../../src/counter/relay";

afterEach(() => vi.unstubAllGlobals());

function answered(answer: () => Promise<Response>): Relay {
  vi.stubGlobal("fetch", answer);
  return new Relay();
}

test("without a network there is no answer", async () => {
  const relay = answered(() => Promise.reject(new TypeError("failed to fetch")));
  await expect(relay.read("/keys")).rejects.toThrow(Unreachable);
});

test("an answer cut off in its midst is none", async () => {
  const cut = new ReadableStream({ pull: (stream) => stream.error(new DOMException("timed out", "TimeoutError")) });
  const relay = answered(() => Promise.resolve(new Response(cut)));
  await expect(relay.read("/keys")).rejects.toThrow(Unreachable);
});

test("a refusal says its code, and how long to wait", async () => {
  const headers = { "Retry-After": "7" };
  const relay = answered(() => Promise.resolve(new Response('{"code":"busy"}', { status: 429, headers })));
  const refused: unknown = await relay.read("/keys").catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(Refused);
  expect(refused).toMatchObject({ status: 429, code: "busy", retryAfter: 7 });
});
