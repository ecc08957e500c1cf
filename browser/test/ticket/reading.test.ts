// From envelopes to what is read: what was corrected, what was taken back, and what is only to be done again.

import { expect, test } from "vitest";
import { adviceIn, outcomeIn, textsIn } from "../../src/ticket/language";
import { whatToDo } from "../../src/ticket/order";
import { isCancelled, ordered } from "../../src/ticket/reading";
import { changed } from "../../src/ticket/screens/facts";

const [POSITIVE, NEGATIVE, UNSATISFACTORY] = ["10828004", "260385009", "125154007"] as const;
const [COVID, FLU] = ["94558-4", "80382-5"] as const;

function envelope(id: number, outcomes: readonly string[], corrects?: number) {
  const analytes = outcomes.map((outcome, at) => ({ disease: "U07.1", loinc: [COVID, FLU][at] ?? "", outcome }));
  const header = {
    day: 20_778 + id,
    id: Uint8Array.of(id),
    ...(corrects !== undefined && { corrects: [20_778 + corrects, Uint8Array.of(corrects)] as const }),
  };
  const sections = { result: { analytes, sampling_time: `2026-11-21T11:3${id}:00+01:00` } };
  return { header, sections } as unknown as Parameters<typeof ordered>[0][number];
}

test("a result taken back is said to be cancelled by the pharmacy, which is to be called", () => {
  const [cancellation, result] = ordered([envelope(1, [POSITIVE]), envelope(2, [UNSATISFACTORY], 1)]);
  expect([isCancelled(cancellation!), result!.correctedOn, result!.isTakenBack]).toEqual([true, 20_780, true]);
  expect(changed(cancellation!, "fr", textsIn("fr"))).toBe("Annulé le 23 novembre 2026");
  const { outcome, disease } = cancellation!.analytes[0]!;
  expect(outcomeIn("fr", outcome).word).toBe("Résultat annulé");
  expect(adviceIn("fr", disease, outcome).meaning).toBe("Votre pharmacie a annulé ce résultat.");
  expect(whatToDo([cancellation!], "fr").map(({ title }) => title)).toEqual(["Appelez votre pharmacie"]);
});

test("a first result that could not be read is to be done again", () => {
  const [result] = ordered([envelope(1, [UNSATISFACTORY])]);
  expect(isCancelled(result!)).toBe(false);
  expect(outcomeIn("fr", result!.analytes[0]!.outcome).word).toBe("À refaire");
});

test("a correction that leaves one analyte a result is a correction", () => {
  const [correction, result] = ordered([envelope(1, [POSITIVE, NEGATIVE]), envelope(2, [UNSATISFACTORY, NEGATIVE], 1)]);
  expect([isCancelled(correction!), result!.isTakenBack]).toEqual([false, false]);
  expect(changed(correction!, "en", textsIn("en"))).toBe("Corrected on 23 November 2026");
});
