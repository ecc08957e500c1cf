// Lots, bills and searches, over the rows that a page has opened.

import { describe, expect, it, test } from "vitest";
import { billable, billingCells, BILLING_COLUMNS, ticked, unticked } from "../../../src/counter/after/billing";
import { lotsOf, reachedBy } from "../../../src/counter/after/lots";
import { findable, search } from "../../../src/counter/after/search";
import { row } from "../board/rows";
import { NOW, result, TODAY, visit } from "./visits";

describe("tests by lot", () => {
  const again = result(3);
  const invalid = { ...again.rounds[0], device: { name: "COVID-VIRO", manufacturer: "AAZ-LMB", lot: "B2" } };
  const repeated = { ...again, rounds: [{ ...invalid, outcomes: { "94558-4": "125154007" } }, ...again.rounds] };
  const rows = [visit(1), visit(2, {}, { day: TODAY - 3 }), visit(3, repeated as never), row(4)];

  test("count every cassette, repeats included", () => {
    expect(lotsOf(rows).map(({ lot, tests, invalid }) => [lot, tests, invalid])).toEqual([
      ["A12345", 3, 0],
      ["B2", 1, 1],
    ]);
  });

  test("say from when to when", () => {
    expect(lotsOf(rows)[0]).toMatchObject({ first: TODAY - 3, last: TODAY, kit: "COVID-VIRO" });
  });

  test("name the people to call, the last ones first", () => {
    expect(lotsOf(rows)[0]?.people.map(({ row }) => row.number)).toEqual([1, 3, 2]);
  });

  test("leave out who was never swabbed", () => {
    expect(lotsOf([row(1), row(2, "cancelled")])).toEqual([]);
  });
});

describe("whom to call", () => {
  test("is the person", () => {
    expect(reachedBy(result(1))).toEqual({ phone: "0600000001", email: "camille@exemple.fr" });
  });

  test("is the guardian of a child who has no phone", () => {
    const person = { contact: { guardian: { family: "TEST", phones: [{ number: "0600000002" }] } } };
    expect(reachedBy(result(1, { person }))).toEqual({ phone: "0600000002", email: "" });
  });
});

describe("what is to be billed", () => {
  const rows = [visit(2), visit(1, { billed: NOW }), row(3), { ...visit(4), state: "cancelled" as const }];

  test("is what went, and is not ticked off", () => {
    expect(billable(rows, { billed: false }).map(({ number }) => number)).toEqual([2]);
    expect(billable(rows, { billed: true }).map(({ number }) => number)).toEqual([1]);
  });

  test("is ticked off and back", () => {
    expect(unticked(ticked(result(1), NOW))).toEqual(result(1));
    expect(ticked(result(1), NOW).billed).toBe(NOW);
  });

  test("is a line with a cell a column", () => {
    const cells = billingCells(visit(2), () => ["2026-11-18", "11:36"]);
    expect(cells).toHaveLength(BILLING_COLUMNS.length);
    expect(cells).toContain("A12345");
  });
});

describe("a search", () => {
  const named = (birth_name: string, birth_first_name: string, rest: object = {}) => ({
    person: { identity: { birth_name, birth_first_name, birth_date: "2001-02-03" }, ...rest },
  });
  const rows = [
    visit(41, named("LEFÈVRE-TEST", "ÉLÉONORE")),
    visit(42, named("ESSAI", "IDRIS", { number: { value: "279035121518989" } }), { day: TODAY - 40 }),
    visit(43, named("D’EXEMPLE", "JEAN-MARIE")),
  ];
  const today = new Date(NOW * 1000);

  it.each([
    ["lefevre", [41]],
    ["ele lef", [41]],
    ["test", [41]],
    ["Jean Marie", [43]],
    ["42", [42]],
    ["8989", [42]],
    ["989", []],
    ["03/02/2001", [43, 41, 42]],
    ["personne", []],
    [" ", []],
  ])("for %j finds %j", (written, numbers) => {
    expect(search(findable(rows), written, today).map(({ number }) => number)).toEqual(numbers);
  });
});
