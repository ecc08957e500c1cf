// What the board says.

import { expect, test } from "vitest";
import { EnvelopeError } from "../../../src/envelope/errors";
import { OUTCOMES } from "../../../src/counter/board/reading";
import texts from "../../../src/counter/board/texts.json";
import { failureWords, noteWords, outcomeWords, troubleWords } from "../../../src/counter/board/words";
import { NOTHING_CHOSEN } from "../../../src/counter/board/keys";
import { Refused, Unreachable } from "../../../src/counter/relay";
import { InvalidRecord } from "../../../src/counter/sending/invalid";
import { problem } from "../../../src/record/problems";
import { COVID, FLU_A, item, KIT, NOW, row, running } from "./rows";

const outcomes = { [COVID.loinc]: OUTCOMES["-"], [FLU_A.loinc]: OUTCOMES["+"] };
const two = { ...KIT, analytes: [COVID, FLU_A] };

test("one analyte says its result alone", () => {
  expect(outcomeWords(row(1, "read", { item: item({ rounds: [{ ...KIT, outcomes }] }) }), texts.fr, "fr")).toBe(
    "négatif",
  );
});

test("several analytes are named", () => {
  const read = row(1, "read", { item: item({ rounds: [{ ...two, outcomes }] }) });
  expect(outcomeWords(read, texts.fr, "fr")).toBe("COVID‑19 négatif · Grippe A positif");
});

test("the question about a positive names what it is about", () => {
  const due = running(1, -60, 60, { item: item({ rounds: [two] }) });
  const said = noteWords({ name: "again", mark: "+" }, due, NOTHING_CHOSEN, NOW, texts.fr, "fr");
  expect(said).toBe("COVID‑19 positif\u202f: appuyez encore une fois pour confirmer.");
});

test("too early says how long to wait", () => {
  const said = noteWords({ name: "early" }, running(1, 130, 430), NOTHING_CHOSEN, NOW, texts.fr, "fr");
  expect(said).toContain("2:10");
});

test("a row that another computer changed first is shown as it is now", () => {
  const now = row(43, "read", { item: item({ rounds: [{ ...KIT, outcomes }] }) });
  expect(troubleWords({ kind: "stale", now }, texts.fr, "fr")).toBe(
    "Un autre poste a changé le 43 avant vous\u202f: négatif.",
  );
});

test("what the relay refuses is said with what to do, and no code", () => {
  const error = new Refused(403, "not-allowed", new Uint8Array());
  expect(troubleWords({ kind: "failed", error }, texts.fr, "fr")).toBe(
    "Votre rôle ne permet pas cela. Demandez au pharmacien titulaire.",
  );
  expect(troubleWords({ kind: "failed", error: new Unreachable("no answer") }, texts.en, "en")).toBe(
    "The relay does not answer. Try again once the network is back.",
  );
});

test("a record with an error is not sealed, and says what to write", () => {
  const error = new InvalidRecord([problem("birth-future", "identity.birth_date")]);
  expect(failureWords(error, texts.fr, "fr")).toContain("Vérifiez l’année");
});

test("a result that no key can seal says so in a sentence", () => {
  const said = failureWords(new EnvelopeError("no-key", "register"), texts.fr, "fr");
  expect(said).toContain("Aucune clé n’est publiée");
  expect(said).not.toContain("no-key");
});

test("every text is there in both languages", () => {
  expect(namesOf(texts.en)).toEqual(namesOf(texts.fr));
});

function namesOf(value: unknown, path = ""): readonly string[] {
  if (typeof value !== "object" || value === null) return [path];
  return Object.entries(value).flatMap(([name, inside]) => namesOf(inside, `${path}.${name}`));
}
