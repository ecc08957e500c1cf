// Two changes of one row laid together: nothing that somebody wrote disappears.

import { describe, expect, test } from "vitest";
import { merge } from "../../../src/counter/items/merge";
import type { Item, Round, Sent, State } from "../../../src/counter/contracts";
import { readRound, visit } from "../fake_people";

const side = (state: State, item: Item) => ({ state, item });
const base = { ...visit(), rounds: [readRound()] };
const merged = (ours: Item, theirs: Item, from: Item = base) =>
  merge(side("read", from), side("read", ours), side("read", theirs), 100).item;

const sent = (id: number, at: number): Sent => ({
  envelope: [20_000, new Uint8Array(16).fill(id)],
  kind: "result",
  round: 0,
  at,
  by: "claire",
  responsible: { name: "Claire", rpps: "01234567897" },
});
const named = (item: Item, identity: object): Item => ({
  ...item,
  person: { ...item.person, identity: { ...(item.person["identity"] as object), ...identity } },
});

describe("an item", () => {
  test("takes what only one side changed", () => {
    const both = merged({ ...base, billed: 3 }, named(base, { sex: "U" }));
    expect(both).toMatchObject({ billed: 3, person: { identity: { sex: "U", birth_name: "EXEMPLE" } } });
    expect(both.aside).toBeUndefined();
  });

  test("agrees with itself", () => {
    const changed = named({ ...base, billed: 3 }, { sex: "U" });
    expect(merged(changed, changed)).toEqual(changed);
  });

  test("keeps theirs of what both changed, and sets ours aside in sight", () => {
    const both = merged(named(base, { birth_name: "MARTIN" }), named(base, { birth_name: "DURAND" }));
    expect(both.person["identity"]).toMatchObject({ birth_name: "DURAND" });
    expect(both.aside).toEqual([{ path: "person.identity.birth_name", value: "MARTIN", at: 100 }]);
  });

  test("keeps what was set aside before, once", () => {
    const before = { ...base, aside: [{ path: "reason", value: "x", at: 1 }] };
    expect(merged({ ...before, billed: 1 }, { ...before, household: 2 }, before).aside).toEqual(before.aside);
  });

  test("keeps what somebody wrote where another took it away", () => {
    const { billed: _gone, ...without } = { ...base, billed: 1 };
    expect(merged({ ...base, billed: 2 }, without, { ...base, billed: 1 })).toMatchObject({ billed: 2 });
  });

  test("does not mix two tickets", () => {
    const ticket = (fill: number) => {
      const bytes = new Uint8Array(16).fill(fill);
      return { lookup: bytes, public_key: bytes, born: bytes, root: bytes };
    };
    const both = merged({ ...base, ticket: ticket(1) }, { ...base, ticket: ticket(2) });
    expect(both.ticket).toEqual(ticket(2));
    expect(both.aside).toEqual([{ path: "ticket", value: ticket(1), at: 100 }]);
  });
});

describe("rounds", () => {
  const repeat = (lot: string): Round => ({ device: { lot }, analytes: [] });

  test("that both added are all there, ours last", () => {
    const both = merged(
      { ...base, rounds: [...base.rounds, repeat("ours")] },
      { ...base, rounds: [...base.rounds, repeat("theirs")] },
    );
    expect(both.rounds.map(({ device }) => device["lot"])).toEqual(["A12345", "theirs", "ours"]);
  });

  test("read differently on both sides keep the relay's outcome and show the other", () => {
    const read = (outcome: string): Item => ({
      ...base,
      rounds: [{ ...(base.rounds[0] as Round), outcomes: { "94558-4": outcome } }],
    });
    const both = merged(read("10828004"), read("373068000"));
    expect(both.rounds[0]?.outcomes).toEqual({ "94558-4": "373068000" });
    expect(both.aside).toEqual([{ path: "rounds.0.outcomes.94558-4", value: "10828004", at: 100 }]);
  });
});

test("what was sent by either side is sent, in order of time, once", () => {
  const both = merged({ ...base, sent: [sent(1, 10), sent(3, 30)] }, { ...base, sent: [sent(1, 10), sent(2, 20)] });
  expect(both.sent.map(({ at }) => at)).toEqual([10, 20, 30]);
});

describe("the state", () => {
  test.each<[State, State, State, State]>([
    ["waiting", "sampled", "waiting", "sampled"],
    ["waiting", "waiting", "read", "read"],
    ["waiting", "sampled", "cancelled", "cancelled"],
    ["read", "sent", "sampled", "sent"],
    ["read", "read", "sampled", "sampled"],
  ])("from %s, here %s and there %s, is %s", (from, ours, theirs, expected) => {
    const both = merge(side(from, base), side(ours, { ...base, billed: 1 }), side(theirs, base), 100);
    expect(both.state).toBe(expected);
  });
});
