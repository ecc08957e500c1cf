// What goes on whatever screen is shown, locked or not: the sound of a cassette that can be read, the title that says so, and the
// sealing of what nobody took back, also of what another browser left behind.

import { signal, type Signal } from "@preact/signals";
import { createContext } from "preact";
import { useContext, useEffect, useRef, useState } from "preact/hooks";
import { useCounter, type Counter } from "../app";
import type { Row } from "../contracts";
import { Stale } from "../items/stale";
import { fill, useTexts } from "../language";
import { responsibleOn } from "../shell/duty";
import { titleOf } from "../shell/title";
import { mayWrite } from "../shell/view";
import { stillSaid, toRead, useNewlyDue, useSound } from "./alarm";
import { dayOf } from "./due";
import { useNow } from "./now";
import { keyOf } from "./order";
import { orderOf, sealable } from "./sealing";
import texts from "./texts.json";

/** What this browser knows of its own sealing. */
export interface Sealing {
    /** Rows read here: sealed here, at once when their minute is over. */
    readonly readHere: Set<string>;
    /** Rows whose sealing failed, and why. */
    readonly failed: Signal<ReadonlyMap<string, Error>>;
}

export const SealingContext = createContext<Sealing | undefined>(undefined);

/** Seconds before a sealing that failed is tried again. */
const AGAIN = 30;

export function newSealing(): Sealing {
    return { readHere: new Set(), failed: signal(new Map()) };
}

export function useSealing(): Sealing {
    const sealing = useContext(SealingContext);
    if (!sealing) throw new Error("a board stands outside the shell");
    return sealing;
}

export function Watch({ screen }: { readonly screen: string }) {
    const counter = useCounter();
    const text = useTexts(texts);
    const [called, call] = useState<readonly Row[]>([]);
    const now = useNow();
    const sound = useSound(counter.store);
    const due = toRead(counter.items.rows.value, now);
    useNewlyDue(due, (fresh) => {
        sound();
        call(fresh);
    });
    useSealingOf(counter, useSealing(), now);
    useTitle({ screen, due, now });
    const said = stillSaid(called, due);
    return (
        <p class="unseen" aria-live="assertive">
            {said.length > 0 && fill(text.announced, { numbers: said.map(({ number }) => number).join(", ") })}
        </p>
    );
}

function useTitle({ screen, due, now }: { screen: string; due: readonly Row[]; now: number }): void {
    const { demo } = useCounter().configuration;
    const text = useTexts(texts);
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const numbers = due.map(({ number }) => number);
    useEffect(() => {
        document.title = titleOf({ screen, due: numbers, demo, flash: calm || now % 2 === 0, toRead: text.toRead });
    });
}

function useSealingOf(counter: Counter, { readHere, failed }: Sealing, now: number): void {
    const busy = useRef(new Map<string, number>());
    const { items, ring, session } = counter;
    const duty = responsibleOn(items.shelf("duty").value, dayOf(now));
    const ready = ring.value !== undefined && mayWrite(session.value) && duty !== undefined;
    const text = useTexts(texts);
    useEffect(() => {
        if (!ready) return;
        const due = sealable(items.rows.value, now, readHere).filter(
            (row) => (busy.current.get(keyOf(row)) ?? 0) <= now,
        );
        for (const row of due) {
            busy.current.set(keyOf(row), Infinity);
            void seal(counter, row, text.repeatedReason).then((error) => {
                busy.current.set(keyOf(row), now + AGAIN);
                failed.value = noted(failed.value, row, error);
            });
        }
    }, [now, ready]);
}

/** What went wrong; undefined when it is sealed, here or by another. */
async function seal({ outbox }: Counter, row: Row, reason: string): Promise<Error | undefined> {
    try {
        await outbox.send(row, orderOf(row, reason));
        return undefined;
    } catch (error) {
        if (error instanceof Stale) return undefined;
        return error instanceof Error ? error : new Error("unknown");
    }
}

function noted(failed: Sealing["failed"]["value"], row: Row, error: Error | undefined): ReadonlyMap<string, Error> {
    const next = new Map(failed);
    if (error) next.set(keyOf(row), error);
    else next.delete(keyOf(row));
    return next;
}
