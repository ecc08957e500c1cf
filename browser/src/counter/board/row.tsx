// One person on the board: the number large, a first name and an initial, the test, the time; chosen, also what can be done.

import { hex } from "../../envelope/bytes";
import { useCounter } from "../app";
import type { Row } from "../contracts";
import { fill, useTexts } from "../language";
import type { Work } from "./desk";
import { responsibleOn } from "../shell/duty";
import { headOf } from "./counts";
import { clock, dayOf, timingOf } from "./due";
import { analyteNames, kitName, lastRound, lotOf, shortName } from "./person";
import { Actions } from "./actions";
import { Tags } from "./tags";
import texts from "./texts.json";
import { outcomeWords } from "./words";
import { keyOf } from "./order";
import { useSealing } from "./watch";

export interface RowProps {
    readonly row: Row;
    readonly now: number;
    readonly isChosen: boolean;
    /** What a key came to, for the row chosen. */
    readonly note: string | undefined;
    /** Absent on a locked board, where nothing can be done. */
    readonly work: Work | undefined;
}

export function BoardRow({ row, now, isChosen, note, work }: RowProps) {
    const phase = row.state === "sampled" ? timingOf(row.due, now).phase : row.state;
    return (
        <li
            class={`row ${phase}${isChosen ? " chosen" : ""}`}
            data-number={row.number}
            data-state={phase}
            onClick={(event) => {
                if (!(event.target instanceof Element && event.target.closest(".actions"))) work?.choose(row);
            }}
        >
            <NumberButton row={row} isChosen={isChosen} canChoose={work !== undefined} />
            <div class="who">
                <Who row={row} />
                <What row={row} />
            </div>
            <Time row={row} now={now} />
            {work && (isChosen || row.state === "waiting" || row.state === "read") && (
                <Actions row={row} now={now} isChosen={isChosen} work={work} />
            )}
            {note && <p class="note">{note}</p>}
        </li>
    );
}

function NumberButton({ row, isChosen, canChoose }: { row: Row; isChosen: boolean; canChoose: boolean }) {
    if (!canChoose) return <span class="number">{row.number}</span>;
    return (
        <button type="button" class="number" id={`row-${keyOf(row)}`} aria-pressed={isChosen}>
            {row.number}
        </button>
    );
}

function Who({ row }: { readonly row: Row }) {
    if (!row.item) return null;
    return (
        <p class="name">
            <strong>{shortName(row.item.person)}</strong> <Tags row={row} />
        </p>
    );
}

function What({ row }: { readonly row: Row }) {
    const text = useTexts(texts);
    const { language } = useCounter();
    const round = row.item && lastRound(row.item);
    if (row.state === "read") return <p class="what outcome">{outcomeWords(row, text, language.value)}</p>;
    const kit = round && [kitName(round.device), fill(text.lot, { lot: lotOf(round.device) })].join("\u00a0· ");
    const test = row.item && (round ? analyteNames(round, language.value) : text.noKit);
    return (
        <p class="what">
            {[test, row.state === "waiting" && text.state.waiting].filter(Boolean).join(" · ")}
            {kit && <span class="kit"> · {kit}</span>}
        </p>
    );
}

function Time({ row, now }: { readonly row: Row; readonly now: number }) {
    const text = useTexts(texts);
    const waiting = useCounter().outbox.waiting.value;
    const head = headOf(row);
    if (row.state === "read")
        return row.item ? <SealingTime row={row} now={now} /> : <p class="time">{text.state.readHere}</p>;
    if (row.unsent && row.state === "sent") return null; // its tag says that it is still here
    if (row.state === "sent" || row.state === "cancelled")
        return (
            <p class="time">
                <small>{head && waiting.has(hex(head[1])) ? text.state.toSend : text.state[row.state]}</small>
            </p>
        );
    if (row.state !== "sampled") return null;
    const { phase, seconds } = timingOf(row.due, now);
    return (
        <p class="time">
            {phase === "running" ? (
                <span class="unseen">{text.state.running} </span>
            ) : (
                <strong>{text.state[phase]}</strong>
            )}
            {phase !== "untimed" &&
                (phase === "late" ? <small>{text.state.lateWhat}</small> : <span class="count">{clock(seconds)}</span>)}
        </p>
    );
}

function SealingTime({ row, now }: { readonly row: Row; readonly now: number }) {
    const text = useTexts(texts).state;
    const { failed } = useSealing();
    const duty = useCounter().items.shelf("duty").value;
    const left = ((row.item && lastRound(row.item)?.seal_after) ?? now) - now;
    const stands = responsibleOn(duty, dayOf(now)) ? text.sealing : text.noDuty;
    const over = failed.value.has(keyOf(row)) ? text.failed : stands;
    return (
        <p class="time">
            <small>{left > 0 ? text.read : over}</small>
            {left > 0 && <span class="count">{clock(left)}</span>}
        </p>
    );
}
