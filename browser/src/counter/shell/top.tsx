// The top of every screen: the shop, who is responsible, which kit, what is not sent, the day's counts, the way out.

import type { ComponentChildren } from "preact";
import { useCounter } from "../app";
import { isAllDone, type Counts } from "../board/counts";
import { KitChip } from "../capture/kit";
import type { Responsible } from "../contracts";
import { fill, useTexts } from "../language";
import { navigate } from "../routes";
import { Button } from "../ui/button";
import { useShortcut } from "../ui/shortcut";
import { LanguageSwitch } from "./language_switch";
import texts from "./texts.json";

export interface TopProps {
    readonly responsible: Responsible | undefined;
    readonly counts: Counts;
    readonly onDuty: () => void;
}

export function Top({ responsible, counts, onDuty }: TopProps) {
    const { session, ring, lock } = useCounter();
    const text = useTexts(texts);
    const unlocked = session.value !== undefined && ring.value !== undefined;
    return (
        <header class="top">
            <Mark />
            <span class="shop">{session.value?.shop.name || "Sceau"}</span>
            {unlocked && <Duty responsible={responsible} onDuty={onDuty} />}
            {unlocked && <KitChip />}
            <span class="push" />
            {session.value && <Waiting />}
            {unlocked && <Tally counts={counts} />}
            {!unlocked && <LanguageSwitch />}
            {unlocked && (
                <Button kind="quiet" shortcut="F9" onPress={() => void lock()}>
                    {text.lock}
                </Button>
            )}
        </header>
    );
}

function Mark() {
    return (
        <span class="mark" aria-hidden="true">
            S
        </span>
    );
}

function Duty({ responsible, onDuty }: Pick<TopProps, "responsible" | "onDuty">) {
    const text = useTexts(texts);
    useShortcut("Alt+R", onDuty);
    return (
        <button type="button" class={`chip${responsible ? "" : " due"}`} aria-keyshortcuts="Alt+R" onClick={onDuty}>
            {responsible ? (
                <span>
                    {text.responsible} <strong>{responsible.name}</strong>
                </span>
            ) : (
                <strong>{text.chooseResponsible}</strong>
            )}
        </button>
    );
}

function Waiting() {
    const { outbox } = useCounter();
    const text = useTexts(texts);
    const count = outbox.waiting.value.size;
    if (!count) return null;
    return (
        <span class="chip due" role="status" title={text.waitingWhy}>
            <span aria-hidden="true">↑</span>
            {fill(count === 1 ? text.waitingOne : text.waitingMany, { count })}
        </span>
    );
}

function Tally({ counts }: Pick<TopProps, "counts">) {
    const text = useTexts(texts);
    const { language } = useCounter();
    const { tests, registered, toMend } = counts;
    const isOne = (count: number) => new Intl.PluralRules(language.value).select(count) === "one"; // 0 is one in French
    return (
        <button type="button" class={`chip${toMend ? " wrong" : ""}`} onClick={() => navigate("day")}>
            <span>
                <strong>{tests}</strong> {withoutCount(isOne(tests) ? text.testsOne : text.testsMany)} ·{" "}
                <strong>{registered}</strong>{" "}
                {withoutCount(isOne(registered) ? text.registeredOne : text.registeredMany)}
            </span>
            {isAllDone(counts) && <span aria-hidden="true">✓</span>}
            {toMend > 0 && <strong>{fill(toMend === 1 ? text.mendOne : text.mendMany, { count: toMend })}</strong>}
        </button>
    );
}

function withoutCount(text: string): ComponentChildren {
    return text.replace(/^(\{count\}|1) /, "");
}
