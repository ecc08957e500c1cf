// What the page shows, and what its title says.

import { expect, test } from "vitest";
import { mayWrite, viewOf } from "../../../src/counter/shell/view";
import { titleOf } from "../../../src/counter/shell/title";
import type { Session } from "../../../src/counter/contracts";

const session: Session = {
  member: "00",
  name: "Synthetic Member",
  role: "member",
  rpps: "",
  pharmacy: "aa",
  shop: { finess: "750012345", name: "Pharmacie Fictive", phone: "" },
  locked: false,
};
const { pharmacy: _none, ...withoutLog } = session;

test.each(["signin", "signup", "join"] as const)("nobody signed in may see %s", (route) => {
  expect(viewOf(route, undefined, false)).toBe(route);
});

test.each(["board", "day", "members", "setup"] as const)("nobody signed in is asked to sign in before %s", (route) => {
  expect(viewOf(route, undefined, false)).toBe("signin");
});

test("a pharmacy without keys is set up first", () => {
  expect(viewOf("board", withoutLog, false)).toBe("setup");
});

test.each(["board", "day", "files", "members", "keys"] as const)("a locked counter shows no %s", (route) => {
  expect(viewOf(route, session, false)).toBe("locked");
});

test("who has no key yet can be set up", () => {
  expect(viewOf("setup", session, false)).toBe("setup");
});

test("a link to join is followed also where somebody else is signed in", () => {
  expect(viewOf("join", session, true)).toBe("join");
});

test("who is signed in goes from the sign-in to the board", () => {
  expect(viewOf("signin", session, true)).toBe("board");
});

test("a reader does not write", () => {
  expect(mayWrite({ ...session, role: "reader" })).toBe(false);
});

test("a locked session does not write", () => {
  expect(mayWrite({ ...session, locked: true })).toBe(false);
});

const title = { screen: "Comptoir", due: [41, 42], demo: false, flash: true, toRead: "à lire" };

test("the title tells what can be read", () => {
  expect(titleOf(title)).toBe("● 41, 42 à lire");
});

test("between two flashes the title is the screen's", () => {
  expect(titleOf({ ...title, flash: false })).toBe("Comptoir · Sceau");
});

test("a long list of numbers is cut", () => {
  expect(titleOf({ ...title, due: [1, 2, 3, 4] })).toBe("● 1, 2, 3… à lire");
});

test("a demonstration says so in its title", () => {
  expect(titleOf({ ...title, due: [], demo: true })).toBe("[DÉMO] Comptoir · Sceau");
});
