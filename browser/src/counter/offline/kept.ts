// The set that opens the counter without a network: its page, and every static file that the relay lists.
// The one idea: a set is taken whole, under a name made of its content, and takes the place of the one before only when
// its last entry, the list itself, is in. A page never runs with half of one and half of another.

import { hex } from "../../envelope/bytes";

/** As much of the browser's caches, and of its network, as is used here. */
export interface Means {
  readonly caches: Pick<CacheStorage, "open" | "keys" | "delete">;
  readonly fetch: (address: string, init: RequestInit) => Promise<Response>;
}

export const PAGE = "/counter";
const LIST = "/static/files.json";
const PREFIX = "sceau-counter-";

/** Take the set that the relay has now. Throws, and leaves the one before, when anything of it does not come. */
export async function takeSet(means: Means): Promise<void> {
  const list = await get(means, LIST);
  const names = (await list.clone().json()) as string[];
  const paths = [PAGE, ...names.map((name) => `/static/${name}`)].filter((path) => path !== LIST);
  const taken = await Promise.all(paths.map(async (path) => [path, await get(means, path)] as const));
  const name = PREFIX + (await nameOf([...taken, [LIST, list]]));
  if (await isComplete(means, name)) return;
  const cache = await means.caches.open(name);
  for (const [path, response] of taken) await cache.put(path, response);
  await cache.put(LIST, list);
  for (const other of await sets(means)) if (other !== name) await means.caches.delete(other);
}

/** What is kept of a path, of a complete set. */
export async function kept(means: Means, path: string): Promise<Response | undefined> {
  for (const name of await sets(means)) {
    const found = (await isComplete(means, name)) && (await (await means.caches.open(name)).match(path));
    if (found) return found;
  }
  return undefined;
}

async function get({ fetch }: Means, path: string): Promise<Response> {
  const response = await fetch(path, { cache: "no-cache", credentials: "omit" });
  if (!response.ok || response.redirected) throw new Error("a file of the counter did not come");
  return response;
}

async function nameOf(responses: readonly (readonly [path: string, response: Response])[]): Promise<string> {
  const parts = await Promise.all(
    responses.map(async ([path, response]) => {
      const tag = response.headers.get("ETag") ?? hex(await digest(await response.clone().arrayBuffer()));
      return `${path} ${tag}`;
    }),
  );
  return hex(await digest(new TextEncoder().encode(parts.sort().join("\n")).buffer)).slice(0, 32);
}

async function digest(data: ArrayBuffer): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", data));
}

async function sets({ caches }: Means): Promise<readonly string[]> {
  return (await caches.keys()).filter((name) => name.startsWith(PREFIX));
}

async function isComplete({ caches }: Means, name: string): Promise<boolean> {
  if (!(await caches.keys()).includes(name)) return false;
  return (await (await caches.open(name)).match(LIST)) !== undefined;
}
