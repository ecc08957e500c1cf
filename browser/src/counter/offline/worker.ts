// The service worker: opens the counter without a network (see answering.ts and kept.ts).

import { answer, pathKept, type Asked } from "./answering";
import { takeSet, type Means } from "./kept";

interface Lasting extends Event {
  waitUntil(work: Promise<unknown>): void;
}

interface Fetching extends Lasting {
  readonly request: Request & Asked;
  respondWith(response: Promise<Response>): void;
}

interface Worker {
  skipWaiting(): Promise<void>;
  readonly clients: { claim(): Promise<void> };
  addEventListener(name: "install" | "activate", listener: (event: Lasting) => void): void;
  addEventListener(name: "fetch", listener: (event: Fetching) => void): void;
}

const worker = globalThis as unknown as Worker;
const means: Means = { caches, fetch: (address, init) => fetch(address, init) };

worker.addEventListener("install", (event) => event.waitUntil(takeSet(means).then(() => worker.skipWaiting())));

worker.addEventListener("activate", (event) => event.waitUntil(worker.clients.claim()));

worker.addEventListener("fetch", (event) => {
  const path = pathKept(event.request, location.origin);
  if (path === undefined) return;
  event.respondWith(answer(() => fetch(event.request), path, means));
  const isPage = event.request.mode === "navigate";
  if (isPage) event.waitUntil(takeSet(means).catch(() => undefined)); // no network: the set stays as it is
});
