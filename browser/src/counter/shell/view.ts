// What the page shows: the screen of its address, unless nobody is signed in, the pharmacy has no keys yet, or it is locked.

import type { Session } from "../contracts";
import type { Route } from "../routes";

export type View = Route | "locked";

const OUTSIDE = new Set<Route>(["signup", "join", "signin"]);
/** Where somebody gets keys has to open without them. */
const WITHOUT_KEYS = new Set<Route>(["join", "setup"]);

export function viewOf(route: Route, session: Session | undefined, unlocked: boolean): View {
  if (!session) return OUTSIDE.has(route) ? route : "signin";
  if (route === "join") return route;
  if (session.pharmacy === undefined) return "setup";
  if (!unlocked) return WITHOUT_KEYS.has(route) ? route : "locked";
  return OUTSIDE.has(route) ? "board" : route;
}

/** May write what the shop shares: everybody but those who only read. */
export function mayWrite(session: Session | undefined): boolean {
  return session !== undefined && session.role !== "reader" && !session.locked;
}
