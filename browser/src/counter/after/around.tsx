// What stands around any list of past days: the period, a failure with its remedy, the absence of a network.

import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { useCounter } from "../app";
import type { Row } from "../contracts";
import { useTexts } from "../language";
import { sentence } from "../sentences";
import { Button } from "../ui/button";
import { Choice } from "../ui/field";
import { Notice } from "../ui/notice";
import type { Loaded } from "./loading";
import texts from "./texts.json";

export const RANGES = ["7", "30", "90"] as const;
export type Range = (typeof RANGES)[number];

export function Period({ range, onRange }: { readonly range: Range; readonly onRange: (range: Range) => void }) {
    const text = useTexts(texts);
    const options = RANGES.map((one) => [one, text.ranges[one]] as const);
    return <Choice id="period" label={text.range} value={range} options={options} onValue={onRange} />;
}

/** UTC days, today included. */
export function daysOf(range: Range): readonly [first: number, last: number] {
    const today = todayUtc();
    return [today - Number(range) + 1, today];
}

export function todayUtc(): number {
    return Math.floor(Date.now() / 86_400_000);
}

/** The rows once they are there; before and without them, what one should know. */
export function Rows({ loaded, children }: RowsProps) {
    const { items, language } = useCounter();
    const text = useTexts(texts);
    if (loaded.state === "loading") return <Patience />;
    if (loaded.state === "failed")
        return (
            <Notice kind="error" title={text.failed}>
                <p>{sentence(loaded.code, language.value)}</p>
                <Button kind="primary" shortcut="F2" onPress={loaded.again}>
                    {text.again}
                </Button>
            </Notice>
        );
    return (
        <>
            {!items.online.value && (
                <Notice kind="due" title={text.offline}>
                    <p>{text.offlineBody}</p>
                </Notice>
            )}
            {children(loaded.rows)}
        </>
    );
}

interface RowsProps {
    readonly loaded: Loaded;
    readonly children: (rows: readonly Row[]) => ComponentChildren;
}

/** Says nothing for a third of a second: most days are there by then. */
function Patience() {
    const text = useTexts(texts);
    const [late, setLate] = useState(false);
    useEffect(() => {
        const timer = setTimeout(() => setLate(true), 300);
        return () => clearTimeout(timer);
    }, []);
    return (
        <p class="loading" role="status">
            {late ? text.loading : ""}
        </p>
    );
}
