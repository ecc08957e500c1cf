// Who answers what the counter's page asks for: the relay while it can, else what is kept. Only its page and its static
// files are ever kept: what the relay says of anybody never passes through here.

import { kept, PAGE, type Means } from "./kept";

/** As much of a request as decides it. */
export interface Asked {
  readonly method: string;
  readonly mode: string;
  readonly url: string;
}

/** A relay that is slower than this is one that does not answer, when there is something kept. */
const PATIENCE = 4_000; // milliseconds

/** Under which path its answer may be kept; undefined for everything that is nobody's business here. */
export function pathKept({ method, mode, url }: Asked, origin: string): string | undefined {
  const { origin: asked, pathname } = new URL(url);
  if (method !== "GET" || asked !== origin) return undefined;
  if (pathname.startsWith("/static/")) return pathname;
  const isScreen = pathname === PAGE || /^\/counter\/[a-z]+$/.test(pathname);
  return isScreen && mode === "navigate" ? PAGE : undefined;
}

/** The relay's answer; what is kept when there is none, a late one or an error. */
export async function answer(ask: () => Promise<Response>, path: string, means: Means): Promise<Response> {
  const asked = ask();
  const fresh = await Promise.race([asked.catch(() => undefined), after(PATIENCE)]);
  if (fresh?.ok || fresh?.type === "opaqueredirect") return fresh;
  return (await kept(means, path)) ?? asked;
}

function after(milliseconds: number): Promise<undefined> {
  return new Promise((resolve) => setTimeout(() => resolve(undefined), milliseconds));
}
