// The people in the shop, by what is to be done first. Numbers and keys; a mouse does the same.

import { useEffect, useState } from "preact/hooks";
import { useCounter } from "../app";
import type { Row } from "../contracts";
import { fill, useTexts } from "../language";
import { useSetting } from "../shell/setting";
import { SILENT } from "./alarm";
import type { Work } from "./desk";
import { dayOf } from "./due";
import { Nobody } from "./nobody";
import { chosenIn } from "./keys";
import { useNow } from "./now";
import { finished, inRoom, keyOf } from "./order";
import { BoardRow } from "./row";
import texts from "./texts.json";
import { useSealing } from "./watch";
import { capital, failureWords, noteWords, outcomeWords, troubleWords } from "./words";

export function Board({ work }: { readonly work: Work | undefined }) {
    const { items } = useCounter();
    const now = useNow();
    const rows = items.rows.value;
    const shown = inRoom(rows, now);
    const sent = work ? finished(rows, dayOf(now)) : [];
    const chosen = work && chosenIn(work.desk, rows);
    const note = useNote(work, chosen, now);
    useFocusOn(chosen);
    const line = (row: Row) => (
        <BoardRow
            key={keyOf(row)}
            row={row}
            now={now}
            work={work}
            isChosen={row === chosen}
            note={row === chosen ? note : undefined}
        />
    );
    return (
        <section class="card board" aria-labelledby="board-title">
            <Header count={shown.length} work={work} />
            {note && !chosen && <p class="note alone">{note}</p>}
            <p class="unseen" role="status">
                {note}
            </p>
            <div class="scrolls">
                {shown.length ? <ol class="rows">{shown.map(line)}</ol> : <Nobody />}
                {sent.length > 0 && <Finished rows={sent} line={line} isOpen={sent.some((row) => row === chosen)} />}
            </div>
        </section>
    );
}

function Header({ count, work }: { readonly count: number; readonly work: Work | undefined }) {
    const text = useTexts(texts);
    const digits = work?.desk.entry.digits;
    return (
        <header>
            <h1 id="board-title">{text.title}</h1>
            <span class="aside">{count > 0 && fill(count === 1 ? text.peopleOne : text.peopleMany, { count })}</span>
            <span class="push" />
            {work && (
                <span class="aside how">
                    {digits ? <strong class="typed">{fill(text.typed, { digits })}</strong> : <kbd>{text.how}</kbd>}{" "}
                    {text.then} <kbd>+</kbd> <kbd>−</kbd> <kbd>?</kbd> <kbd>!</kbd>
                </span>
            )}
            <SoundSwitch />
        </header>
    );
}

function SoundSwitch() {
    const text = useTexts(texts);
    const [silent, setSilent] = useSetting(SILENT, false);
    return (
        <button type="button" class="button quiet small" aria-pressed={!silent} onClick={() => setSilent(!silent)}>
            {text.sound} {silent ? text.soundOff : text.soundOn}
        </button>
    );
}

interface FinishedProps {
    readonly rows: readonly Row[];
    readonly line: (row: Row) => preact.JSX.Element;
    readonly isOpen: boolean;
}

function Finished({ rows, line, isOpen }: FinishedProps) {
    const text = useTexts(texts);
    const [opened, open] = useState(false);
    return (
        <details class="finished" open={opened || isOpen} onToggle={(event) => open(event.currentTarget.open)}>
            <summary>
                {text.finished} · {rows.length}
            </summary>
            {(opened || isOpen) && <ol class="rows">{rows.map(line)}</ol>}
        </details>
    );
}

/** The row chosen by number or arrow is brought into sight; the focus follows only where no field has it. */
function useFocusOn(chosen: Row | undefined): void {
    const key = chosen && keyOf(chosen);
    useEffect(() => {
        const element = key === undefined ? null : document.getElementById(`row-${key}`);
        element?.closest("li")?.scrollIntoView({ block: "nearest" });
        if (document.activeElement === document.body || document.activeElement?.matches(".board *")) element?.focus();
    }, [key]);
}

function useNote(work: Work | undefined, chosen: Row | undefined, now: number): string | undefined {
    const text = useTexts(texts);
    const { language } = useCounter();
    const { failed } = useSealing();
    if (!work) return undefined;
    if (work.trouble) return troubleWords(work.trouble, text, language.value);
    if (work.desk.note) return noteWords(work.desk.note, chosen, work.desk, now, text, language.value);
    const failure = chosen && failed.value.get(keyOf(chosen));
    if (failure) return failureWords(failure, text, language.value);
    return chosen?.state === "sent" ? capital(outcomeWords(chosen, text, language.value)) : undefined;
}
