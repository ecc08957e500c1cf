// Where the counter is: a path below /counter, and what each shows. Nothing of a person stands in an address.

import { signal } from "@preact/signals";

export const ROUTES = ["board", "day", "files", "members", "keys", "signup", "join", "signin", "setup"] as const;
export type Route = (typeof ROUTES)[number];

const BASE = "/counter";

export const route = signal<Route>(routeOf(window.location.pathname));

window.addEventListener("popstate", () => (route.value = routeOf(window.location.pathname)));

export function navigate(to: Route): void {
  if (to === route.value) return;
  history.pushState(null, "", addressOf(to));
  route.value = to;
  window.scrollTo(0, 0);
}

export function addressOf(to: Route): string {
  return to === "board" ? BASE : `${BASE}/${to}`;
}

export function routeOf(path: string): Route {
  const name = path.slice(BASE.length + 1);
  return ROUTES.find((known) => known === name) ?? "board";
}
