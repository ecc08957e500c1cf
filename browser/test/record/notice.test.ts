// Which address is told that a result is ready: the same cases as Python's.

import { expect, test } from "vitest";
import { reachable } from "../../src/record/notice";
import type { Plain } from "../../src/record/shape";
import cases from "../../../spec/notices.json";

interface Case {
  readonly why: string;
  readonly contact?: Plain;
  readonly agreed?: boolean;
  readonly told: readonly string[] | null;
}

test.each(cases as readonly Case[])("$why", ({ contact, agreed = true, told }) => {
  const found = reachable(contact, agreed);
  expect(found ? [found.channel, found.address] : null).toEqual(told);
});
