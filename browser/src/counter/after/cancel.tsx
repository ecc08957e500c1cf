// A result taken back, with its reason: the register counts it no more, and the ticket says so.

import { useState } from "preact/hooks";
import { useCounter } from "../app";
import { fullName } from "../board/person";
import type { Row } from "../contracts";
import { useTexts } from "../language";
import { Button } from "../ui/button";
import { Notice, Summary } from "../ui/notice";
import { cancelResult, wordsOf } from "./deeds";
import { Reason, useReason } from "./reason";
import texts from "./texts.json";

interface CancelProps {
    readonly row: Row;
    readonly onDone: () => void;
    readonly onBack: () => void;
}

export function Cancel({ row, onDone, onBack }: CancelProps) {
    const counter = useCounter();
    const text = useTexts(texts);
    const reason = useReason(text.cancel.reasons);
    const [busy, setBusy] = useState(false);
    const [tried, setTried] = useState(false);
    const [wrong, setWrong] = useState("");
    const missing = reason.said ? [] : [{ field: "reason", message: text.correct.noReason }];
    const send = async (): Promise<void> => {
        setTried(true);
        if (missing.length || busy) return;
        setBusy(true);
        try {
            await cancelResult(row, reason.said, counter);
            onDone();
        } catch (error) {
            setWrong(wordsOf(error, counter.language.value, text.correct));
            setBusy(false);
        }
    };
    return (
        <>
            <h3>{row.item ? fullName(row.item.person) : ""}</h3>
            <p>{text.cancel.body}</p>
            <Summary title={text.correct.summary} errors={tried ? missing : []} />
            {wrong && <Notice kind="error" title={wrong} />}
            <Reason reason={reason} reasons={text.cancel.reasons} />
            <div class="actions">
                <Button kind="danger" shortcut="F2" disabled={busy} onPress={() => void send()}>
                    {busy ? text.correct.busy : text.cancel.send}
                </Button>
                <Button kind="quiet" shortcut="Escape" onPress={onBack}>
                    {text.correct.back}
                </Button>
            </div>
        </>
    );
}
