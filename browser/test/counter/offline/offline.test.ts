// Opening without a network: what is kept, what is not, and how one set takes the place of another.

import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { answer, pathKept } from "../../../src/counter/offline/answering";
import { kept, takeSet, type Means } from "../../../src/counter/offline/kept";

const ORIGIN = "https://relay.example";
let served: Map<string, string>;
let caches: FakeCaches;
let means: Means;

beforeEach(() => {
  served = new Map([
    ["/counter", "page 1"],
    ["/static/files.json", JSON.stringify(["counter.js", "files.json", "screen-A.js"])],
    ["/static/counter.js", "program 1"],
    ["/static/screen-A.js", "screen A"],
  ]);
  caches = new FakeCaches();
  means = { caches: caches as unknown as Means["caches"], fetch: async (address) => serve(address) };
});
afterEach(() => vi.useRealTimers());

function serve(address: string): Response {
  const body = served.get(address);
  return body === undefined ? new Response(null, { status: 404 }) : new Response(body);
}

/** As much of CacheStorage as is used. */
class FakeCaches {
  readonly sets = new Map<string, Map<string, Response>>();

  async open(name: string) {
    const set = this.sets.get(name) ?? new Map<string, Response>();
    this.sets.set(name, set);
    return {
      put: async (path: string, response: Response) => void set.set(path, response),
      match: async (path: string) => set.get(path)?.clone(),
    };
  }

  async keys() {
    return [...this.sets.keys()];
  }

  async delete(name: string) {
    return this.sets.delete(name);
  }
}

const textOf = async (path: string) => (await kept(means, path))?.text();

describe("the set", () => {
  test("has the page and every file of the list", async () => {
    await takeSet(means);
    expect(await Promise.all(["/counter", "/static/counter.js", "/static/screen-A.js"].map(textOf))).toEqual([
      "page 1",
      "program 1",
      "screen A",
    ]);
  });

  test("gives way to a newer one, and nothing of it stays", async () => {
    await takeSet(means);
    served.set("/static/counter.js", "program 2");
    served.set("/static/files.json", JSON.stringify(["counter.js", "screen-B.js"]));
    served.set("/static/screen-B.js", "screen B");
    await takeSet(means);
    expect([await textOf("/static/counter.js"), await textOf("/static/screen-A.js")]).toEqual(["program 2", undefined]);
    expect(caches.sets.size).toBe(1);
  });

  test("stays whole when the newer one does not come whole", async () => {
    await takeSet(means);
    served.set("/static/counter.js", "program 2");
    served.delete("/static/screen-A.js");
    await expect(takeSet(means)).rejects.toThrow();
    expect(await textOf("/static/counter.js")).toBe("program 1");
  });

  test("that was cut short while it was stored is not used", async () => {
    await takeSet(means);
    const half = await caches.open("sceau-counter-half");
    await half.put("/static/counter.js", new Response("half"));
    caches.sets.delete([...caches.sets.keys()][0] as string);
    expect(await textOf("/static/counter.js")).toBeUndefined();
  });

  test("is known again by its content, and not stored twice", async () => {
    await takeSet(means);
    const [first] = caches.sets.values();
    await takeSet(means);
    expect([...caches.sets.values()]).toEqual([first]);
  });
});

describe("the page", () => {
  const ask = (path: string) => answer(async () => serve(path), path, means);

  test("is the relay's while it answers", async () => {
    await takeSet(means);
    served.set("/counter", "page 2");
    expect(await (await ask("/counter")).text()).toBe("page 2");
  });

  test("is the kept one without a network", async () => {
    await takeSet(means);
    const offline = answer(() => Promise.reject(new TypeError("no network")), "/counter", means);
    expect(await (await offline).text()).toBe("page 1");
  });

  test("is the kept one when the relay is down behind its proxy", async () => {
    await takeSet(means);
    const down = answer(async () => new Response("bad gateway", { status: 502 }), "/counter", means);
    expect(await (await down).text()).toBe("page 1");
  });

  test("is the kept one when the relay takes too long", async () => {
    vi.useFakeTimers();
    await takeSet(means);
    const slow = answer(() => new Promise(() => undefined), "/counter", means);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(await (await slow).text()).toBe("page 1");
  });

  test("fails without a network when nothing is kept", async () => {
    const offline = answer(() => Promise.reject(new TypeError("no network")), "/counter", means);
    await expect(offline).rejects.toThrow("no network");
  });

  test("gets a part of the program before, which the relay has no more", async () => {
    await takeSet(means);
    served.delete("/static/screen-A.js");
    expect(await (await ask("/static/screen-A.js")).text()).toBe("screen A");
  });
});

describe("what may be kept", () => {
  const asked = (url: string, changes: object = {}) =>
    pathKept({ method: "GET", mode: "navigate", url: ORIGIN + url, ...changes }, ORIGIN);

  test.each([
    ["/counter", "/counter"],
    ["/counter/day", "/counter"],
    ["/counter/join#secret", "/counter"],
    ["/static/counter.js", "/static/counter.js"],
  ])("%s is", (url, path) => expect(asked(url)).toBe(path));

  test.each([
    "/counter/api/session",
    "/counter/api/items?after=0",
    "/counter/live",
    "/counter/service-worker.js",
    "/counter/manifest.webmanifest",
    "/envelopes/20000/00/copy",
    "/t",
    "/p",
    "/accounts/psc/login/",
    "/keys",
  ])("%s is not", (url) => expect(asked(url, { mode: "cors" })).toBeUndefined());

  test("what is written never is", () => {
    expect(asked("/counter", { method: "POST" })).toBeUndefined();
  });

  test("nothing of another origin is", () => {
    const url = "https://elsewhere.example/static/counter.js";
    expect(pathKept({ method: "GET", mode: "cors", url }, ORIGIN)).toBeUndefined();
  });
});
