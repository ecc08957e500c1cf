// What the board says, in words: a row's state, a note about a key, what another computer did.

import type { Row } from "../contracts";
import { fill, type Language } from "../language";
import { why } from "../sentences";
import type { Trouble } from "./desk";
import { clock, timingOf } from "./due";
import { readingOf, type Desk, type Note } from "./keys";
import { analyteName, gapsOf, lastRound } from "./person";
import { nextAnalyte, OUTCOMES } from "./reading";
import allTexts from "./texts.json";

export type Texts = (typeof allTexts)["fr"];

/** `COVID‑19 négatif · Grippe A positif`; a cassette of one analyte says its result alone. */
export function outcomeWords(row: Row, text: Texts, language: Language): string {
  const round = row.item && lastRound(row.item);
  if (!round?.outcomes) return "";
  const words: Readonly<Record<string, string>> = text.outcome;
  const named = round.analytes.map(({ loinc }) => {
    const word = words[round.outcomes?.[loinc] ?? ""] ?? "";
    return round.analytes.length > 1 ? `${analyteName(loinc, round, language)} ${word}` : word;
  });
  return named.join(" · ");
}

export function noteWords(
  note: Note,
  row: Row | undefined,
  desk: Desk,
  now: number,
  text: Texts,
  language: Language,
): string {
  const round = row?.item && lastRound(row.item);
  const analyte = row && nextAnalyte(readingOf(row, desk));
  const word = note.mark && (text.outcome as Readonly<Record<string, string>>)[OUTCOMES[note.mark]];
  const subject = round && analyte && round.analytes.length > 1 ? `${analyteName(analyte, round, language)} ` : "";
  return capital(
    fill(text.note[note.name], {
      outcome: subject + (word ?? ""),
      analyte: round && analyte ? analyteName(analyte, round, language) : "",
      gaps: row?.item
        ? gapsOf(row.item.consent)
            .map((gap) => text.gaps[gap])
            .join(", ")
        : "",
      time: clock(timingOf(row?.due, now).seconds),
      number: note.number ?? row?.number ?? "",
    }),
  );
}

/** Why a result was not sealed: what is wrong with its record, or what was missing, in sentences. */
export function failureWords(error: Error, text: Texts, language: Language): string {
  return fill(text.note.failed, { why: why(error, language) });
}

export function troubleWords(trouble: Trouble, text: Texts, language: Language): string {
  if (trouble.kind === "noKit") return text.note.noKit;
  if (trouble.kind === "failed") return why(trouble.error, language);
  const { now } = trouble;
  const state = now.state === "read" || now.state === "sent" ? outcomeWords(now, text, language) : "";
  return fill(text.note.stale, { number: now.number, state: state || stateWord(now, text) });
}

export function stateWord({ state }: Row, text: Texts): string {
  return state === "sampled" ? text.state.toRead : text.state[state];
}

export function capital(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}
