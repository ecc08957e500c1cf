// What paper says, and what it never says.

import { expect, test } from "vitest";
import { posterLink } from "../../../src/counter/paper/poster";
import { pathOf } from "../../../src/counter/paper/qr";
import { resultOf } from "../../../src/counter/paper/sheets";
import { OUTCOMES } from "../../../src/counter/board/reading";
import { COVID, item, KIT, NOW, row } from "../board/rows";

const NIR = "279035121518989";
const person = {
  identity: { birth_name: "TEST-UN", birth_first_name: "CAMILLE", birth_date: "1979-03-28" },
  number: { value: NIR },
};
const round = { ...KIT, sampled: NOW, read: NOW + 960, outcomes: { [COVID.loinc]: OUTCOMES["-"] } };
const sent = row(43, "sent", { item: item({ person, rounds: [round] }) });

test("a result that can still be taken back is not printed", () => {
  expect(resultOf({ ...sent, state: "read" }, "fr")).toBeUndefined();
});

test("a printed result says the outcome in words", () => {
  expect(resultOf(sent, "fr")?.lines.map(({ outcome }) => outcome.word)).toEqual(["Négatif"]);
});

test("a printed result names the kit and its lot", () => {
  expect(resultOf(sent, "fr")).toMatchObject({ kit: "COVID-VIRO", lot: "A12345" });
});

test("the person's number is on no paper", () => {
  expect(JSON.stringify(resultOf(sent, "fr"))).not.toContain(NIR.slice(0, 9));
});

test("the poster names the pharmacy and the entry with which its log begins", () => {
  const link = posterLink("https://sceau.example", new Uint8Array([1, 255]), new Uint8Array([0]));
  expect(link).toBe("https://sceau.example/p#01ff.AA");
});

test("a code is drawn as runs of dark modules", () => {
  expect(pathOf([[true, true, false, true]])).toBe("M0 0h2v1h-2zM3 0h1v1h-1z");
});
