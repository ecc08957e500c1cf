// The counter at work: people in the shop on the left, the next person on the right.

import { useEffect, useRef, useState } from "preact/hooks";
import { useCounter } from "../app";
import { Capture } from "../capture/capture";
import type { Row } from "../contracts";
import { Dialogs } from "./dialogs";
import { Board } from "./board";
import { useWork } from "./desk";
import { keyOf } from "./order";

/** As if it had been typed there. */
function fill(field: HTMLInputElement, text: string): void {
    field.value = text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
}

export default function Screen() {
    const { items } = useCounter();
    const capture = useRef<HTMLDivElement>(null);
    const [edited, edit] = useState<Row>();
    const focusForm = (number?: string) => {
        const first = capture.current?.querySelector<HTMLElement>("input:not(:disabled), select, button");
        first?.focus();
        if (number && !edited && first instanceof HTMLInputElement) fill(first, number);
    };
    const work = useWork(edit, focusForm);
    useEffect(() => {
        if (edited) focusForm();
    }, [edited]);
    const current = edited && items.rows.value.find((row) => keyOf(row) === keyOf(edited));
    const done = (row: Row) => {
        edit(undefined);
        if (row.state === "waiting" && row.item?.ticket?.secret) work.open({ name: "handover", row });
    };
    return (
        <div class="counter">
            <Board work={work} />
            <div class="beside" ref={capture}>
                <Capture
                    key={edited ? keyOf(edited) : "new"}
                    {...(current && { row: current })}
                    onDone={done}
                    onCancel={() => edit(undefined)}
                />
            </div>
            <Dialogs work={work} />
        </div>
    );
}
