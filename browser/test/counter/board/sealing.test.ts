// Which results are sealed now, and as what.

import { expect, test } from "vitest";
import { COURTESY, orderOf, sealable } from "../../../src/counter/board/sealing";
import { keyOf } from "../../../src/counter/board/order";
import type { Sent } from "../../../src/counter/contracts";
import { item, KIT, NOW, row, TODAY } from "./rows";

const read = row(43, "read", { item: item({ rounds: [{ ...KIT, seal_after: NOW }] }) });
const here = new Set([keyOf(read)]);
const sent: Sent = {
  envelope: [TODAY, new Uint8Array(16)],
  kind: "result",
  round: 0,
  at: NOW,
  by: "",
  responsible: { name: "", rpps: "" },
};

test("while a result can be taken back it is not sealed", () => {
  expect(sealable([read], NOW - 1, here)).toEqual([]);
});

test("whoever read it seals it when its minute is over", () => {
  expect(sealable([read], NOW, here)).toEqual([read]);
});

test("another browser leaves it to the one that read it", () => {
  expect(sealable([read], NOW + COURTESY - 1, new Set())).toEqual([]);
});

test("what another browser left behind is sealed a little later", () => {
  expect(sealable([read], NOW + COURTESY, new Set())).toEqual([read]);
});

test("a locked browser seals nothing", () => {
  const { item: _hidden, ...locked } = read;
  expect(sealable([locked], NOW + COURTESY, here)).toEqual([]);
});

test("the first result of a ticket is a result", () => {
  expect(orderOf(read, "repeated")).toEqual({ kind: "result" });
});

test("a repeat of a result that went corrects it, with a reason", () => {
  const repeated = { ...read, item: item({ sent: [sent] }) };
  expect(orderOf(repeated, "repeated")).toEqual({ kind: "correction", reason: "repeated" });
});
