// Captured = accepted = registered, or the difference has a name.

import { describe, expect, it, test } from "vitest";
import { inOrder, personOf, sumOf, unsettled, type Standing } from "../../../src/counter/after/day";
import type { Outcome, State } from "../../../src/counter/contracts";
import { row } from "../board/rows";
import { idOf, visit } from "./visits";

const outcomes = (...known: readonly (readonly [number, Outcome])[]): ReadonlyMap<string, Outcome> =>
  new Map(known.map(([number, outcome]) => [idOf(number), outcome]));
const REJECTED: Outcome = { state: "rejected", problems: [{ code: "nir-key", path: "number.value" }] };

describe("somebody's standing", () => {
  it.each<[State, Standing]>([
    ["waiting", "waiting"],
    ["sampled", "running"],
    ["read", "sealing"],
    ["cancelled", "cancelled"],
  ])("before anything was sent follows the state: %s is %s", (state, standing) => {
    expect(personOf(row(1, state), new Map()).standing).toBe(standing);
  });

  it.each<[Outcome | undefined, Standing]>([
    [undefined, "here"],
    [{ state: "here" }, "here"],
    [{ state: "accepted" }, "accepted"],
    [{ state: "registered", at: 1 }, "registered"],
    [{ state: "refused", code: "clock" }, "mend"],
    [{ state: "dead", code: "undelivered" }, "mend"],
    [REJECTED, "mend"],
  ])("once sent follows the envelope: %j is %s", (outcome, standing) => {
    const known = outcome ? outcomes([1, outcome]) : new Map<string, Outcome>();
    expect(personOf(visit(1), known).standing).toBe(standing);
  });

  test("says what to mend, with its place", () => {
    expect(personOf(visit(1), outcomes([1, REJECTED])).reasons).toEqual([{ code: "nir-key", path: "number.value" }]);
  });

  test("is that of the correction, once there is one", () => {
    const correction = visit(1, { sent: [...(visit(1).item?.sent ?? []), ...(visit(2).item?.sent ?? [])] });
    expect(personOf(correction, outcomes([1, REJECTED], [2, { state: "registered", at: 1 }])).standing).toBe(
      "registered",
    );
  });

  test("of a cancellation that was refused is to be mended", () => {
    const cancelled = { ...visit(1), state: "cancelled" as const };
    expect(personOf(cancelled, outcomes([1, { state: "registered", at: 1 }])).standing).toBe("cancelled");
    expect(personOf(cancelled, outcomes([1, { state: "refused", code: "clock" }])).standing).toBe("mend");
  });
});

describe("the sum of a day", () => {
  const rows = [visit(1), visit(2), visit(3), visit(4), row(5, "sampled"), row(6), row(7, "cancelled")];
  const known = outcomes([1, { state: "registered", at: 1 }], [2, { state: "accepted" }], [3, REJECTED]);
  const people = rows.map((one) => personOf(one, known));

  test("counts tests, not those who wait or left", () => {
    expect(sumOf(people)).toMatchObject({ captured: 5, accepted: 3, registered: 1 });
  });

  test("names every difference by its numbers", () => {
    const named = sumOf(people).differences.map(({ standing, rows }) => [standing, rows.map(({ number }) => number)]);
    expect(named).toEqual([
      ["mend", [3]],
      ["running", [5]],
      ["here", [4]],
      ["accepted", [2]],
      ["waiting", [6]],
      ["cancelled", [7]],
    ]);
  });

  test("shows what is to be mended first, then by number", () => {
    expect(inOrder(people).map(({ row }) => row.number)).toEqual([3, 1, 2, 4, 5, 6, 7]);
  });

  test("asks again about what has no end yet", () => {
    const asked = unsettled(rows, known).map(([, id]) => id.at(-1));
    expect(asked).toEqual([0x12, 0x14]);
  });
});
