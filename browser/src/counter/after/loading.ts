// Rows of past days and what became of them, as a screen gets them: loading, there, or failed with a code.

import { useEffect, useState } from "preact/hooks";
import { useCounter } from "../app";
import type { Row } from "../contracts";
import { keyOf } from "../board/order";
import { unsettled, type Outcomes } from "./day";

export type Loaded =
  | { readonly state: "loading" }
  | { readonly state: "ready"; readonly rows: readonly Row[] }
  | { readonly state: "failed"; readonly code: string; again(): void };

const EVERY = 5_000;

/** First and last day included; those of today stay as they are on the board. */
export function useRows(first: number, last: number): Loaded {
  const { items } = useCounter();
  const [asked, ask] = useState(0);
  const [found, setFound] = useState<Loaded>({ state: "loading" });
  useEffect(() => {
    let wanted = true;
    const show = (loaded: Loaded): void => void (wanted && setFound(loaded));
    show({ state: "loading" });
    items.days(first, last).then(
      (rows) => show({ state: "ready", rows }),
      (error: unknown) => show({ state: "failed", code: codeOf(error), again: () => ask((count) => count + 1) }),
    );
    return () => void (wanted = false);
  }, [first, last, asked]);
  if (found.state !== "ready") return found;
  const live = items.rows.value.filter(({ day }) => first <= day && day <= last);
  return { ...found, rows: merged(found.rows, live) };
}

/** Asked about until each has its end. */
export function useOutcomes(rows: readonly Row[]): Outcomes {
  const { outbox } = useCounter();
  const [outcomes, setOutcomes] = useState<Outcomes>(new Map());
  const open = unsettled(rows, outcomes);
  useEffect(() => {
    if (!open.length) return;
    let wanted = true;
    const ask = async (): Promise<void> => {
      const found = await outbox.outcomes(open).catch((): Outcomes => new Map());
      if (wanted && found.size) setOutcomes((known) => new Map([...known, ...found]));
    };
    void ask();
    const timer = setInterval(() => void ask(), EVERY);
    return () => {
      wanted = false;
      clearInterval(timer);
    };
  }, [rows.map(versionOf).join(), open.length]);
  return outcomes;
}

/** What the board shows is newer than what was loaded. */
export function merged(loaded: readonly Row[], live: readonly Row[]): readonly Row[] {
  return [...new Map([...loaded, ...live].map((row) => [keyOf(row), row])).values()];
}

function versionOf(row: Row): string {
  return `${keyOf(row)}v${row.version}`;
}

function codeOf(error: unknown): string {
  return String((error as { readonly code?: unknown }).code ?? "internal-error");
}
