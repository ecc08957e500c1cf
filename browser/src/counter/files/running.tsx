// Long work shows how far and how long.

import { useCounter } from "../app";
import { fill, useTexts } from "../language";
import { Button } from "../ui/button";
import { inNumber } from "../words";
import { useDrop } from "./drop";
import type { Counted, FileJob } from "./job";
import { inMinutes, percent, secondsLeft } from "./progress";
import texts from "./texts.json";

interface RunningProps {
    readonly stage: "reading" | "comparing" | "sending";
    readonly name: string;
    readonly progress: Counted;
    readonly files: FileJob;
}

export function Running({ stage, name, progress: { done, total, since }, files }: RunningProps) {
    const text = useTexts(texts);
    const language = useCounter().language.value;
    useDrop(() => undefined); // another file dropped meanwhile is not opened in the place of this page
    const left = secondsLeft({ done, total, elapsed: performance.now() - since });
    const count = (value: number) => inNumber(value, language);
    return (
        <>
            <div class="inside running">
                <h2 id="running">{text[stage]}</h2>
                <p class="aside name">{name}</p>
                <progress aria-labelledby="running" max={total || 1} value={total ? done : undefined} />
                <p class="far">
                    <strong>{`${percent({ done, total })}\u00a0%`}</strong>
                    {total > 0 && <span>{fill(text.rowsOf, { done: count(done), total: count(total) })}</span>}
                    {left !== undefined && <span class="aside">{fill(text.left, { time: inMinutes(left) })}</span>}
                </p>
                {stage === "sending" && <p class="aside">{text.goOn}</p>}
            </div>
            <footer>
                <Button shortcut="Escape" onPress={() => files.forget()}>
                    {text.stop}
                </Button>
                <span class="aside end">{text.stopped}</span>
            </footer>
        </>
    );
}
