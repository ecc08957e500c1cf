// A correction shows what changes, and changes nothing else.

import { describe, expect, test } from "vitest";
import { changesOf, corrected, editedOf, left, withField, type Edited } from "../../../src/counter/after/correction";
import { NEGATIVE, NOW, POSITIVE, result } from "./visits";

const setting = { today: new Date(NOW * 1000), language: "fr", communes: undefined, demo: false } as const;
const item = result(1);
const before = editedOf(item, setting);
const typed = (name: Parameters<typeof withField>[1], value: string): Edited =>
  left(withField(before, name, value, setting), name, setting);

test("nothing typed is no change", () => {
  expect(changesOf(before, before)).toEqual([]);
  expect(corrected(item, { before, after: before }, setting)).toEqual(item);
});

test("a name is shown as it was and as it will be", () => {
  expect(changesOf(before, typed("birth_name", "test-deux"))).toEqual([
    { what: "birth_name", before: "TEST-UN", after: "TEST-DEUX" },
  ]);
});

test("what is not on the form stays as it was", () => {
  const after = typed("birth_name", "TEST-DEUX");
  const changed = corrected(item, { before, after }, setting);
  expect(changed.person).toMatchObject({ identity: { birth_name: "TEST-DEUX", birth_first_names: "CAMILLE" } });
  expect({ ...changed, person: item.person }).toEqual(item);
});

describe("a result", () => {
  const after = { ...before, outcomes: { "94558-4": POSITIVE } };

  test("is shown by its code's test", () => {
    expect(changesOf(before, after)).toEqual([{ what: "outcome_94558-4", before: NEGATIVE, after: POSITIVE }]);
  });

  test("is changed on the last round, and the person not at all", () => {
    const changed = corrected(item, { before, after }, setting);
    expect(changed.rounds[0]?.outcomes).toEqual({ "94558-4": POSITIVE });
    expect(changed.person).toBe(item.person);
  });

  test("of a round before stays", () => {
    const twice = { ...item, rounds: [...item.rounds, ...item.rounds] };
    expect(corrected(twice, { before, after }, setting).rounds[0]).toEqual(item.rounds[0]);
  });
});

test("a lot and a consent are changes too", () => {
  const after = { ...before, lot: "B2", consent: { ...before.consent, identity: false } };
  expect(changesOf(before, after).map(({ what }) => what)).toEqual(["lot", "consent_identity"]);
  const changed = corrected(item, { before, after }, setting);
  expect([changed.consent.identity, changed.rounds[0]?.device["lot"]]).toEqual([false, "B2"]);
});
