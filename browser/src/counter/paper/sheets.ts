// What a sheet of paper says, gathered from a row: never the person's number, and a name only on the person's own result.

import { adviceIn, outcomeIn, phoneInPairs, testNames, type Advice, type OutcomeText } from "../../ticket/language";
import type { Item, Responsible, Row, Session } from "../contracts";
import type { Language } from "../language";
import { birthInWords, momentInWords, timeInWords } from "../board/days";
import { birthDate, fullName, kitName, lastRound, lotOf } from "../board/person";

export interface Shop {
  readonly name: string;
  readonly phone: string;
  readonly isDemo: boolean;
}

export interface PaperTicket {
  readonly number: number;
  readonly day: string;
  readonly link: string;
  /** The code itself is said, never printed beside the link that asks for it. */
  readonly asksCode: boolean;
}

export interface PaperResult {
  readonly number: number;
  readonly name: string;
  readonly birth: string;
  readonly isWholeDate: boolean;
  readonly lines: readonly PaperLine[];
  readonly sampled: string;
  readonly read: string;
  readonly kit: string;
  readonly lot: string;
  readonly responsible: Responsible | undefined;
}

export interface PaperLine {
  readonly test: string;
  readonly outcome: OutcomeText;
  readonly advice: Advice;
}

export function shopOf(session: Session | undefined, { demo }: { readonly demo: boolean }): Shop {
  return { name: session?.shop.name ?? "", phone: phoneInPairs(session?.shop.phone ?? ""), isDemo: demo };
}

/** Undefined until the last round was read and sent: paper cannot be taken back. */
export function resultOf(row: Row, language: Language): PaperResult | undefined {
  const round = row.item && lastRound(row.item);
  if (row.state !== "sent" || !row.item || !round?.outcomes) return undefined;
  const birth = birthDate(row.item.person) ?? "";
  return {
    number: row.number,
    name: fullName(row.item.person),
    birth: birthInWords(birth, language),
    isWholeDate: birth.split("-").length === 3,
    lines: linesOf(row.item, language),
    sampled: round.sampled === undefined ? "" : momentInWords(round.sampled, language),
    read: round.read === undefined ? "" : timeInWords(round.read, language),
    kit: kitName(round.device),
    lot: lotOf(round.device),
    responsible: row.item.sent.at(-1)?.responsible,
  };
}

function linesOf(item: Item, language: Language): readonly PaperLine[] {
  const round = lastRound(item);
  return (round?.analytes ?? []).map(({ disease, loinc }) => {
    const outcome = round?.outcomes?.[loinc] ?? "";
    return {
      test: testNames(language, disease, loinc).name,
      outcome: outcomeIn(language, outcome),
      advice: adviceIn(language, disease, outcome),
    };
  });
}
