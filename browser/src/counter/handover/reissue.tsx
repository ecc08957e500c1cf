// A lost ticket: who it is was checked, the reason is one key, the old link closes.

import { useState } from "preact/hooks";
import { useCounter } from "../app";
import { birthInWords } from "../board/days";
import { birthDate, fullName } from "../board/person";
import type { Row } from "../contracts";
import { fill, useTexts } from "../language";
import { Button } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { why } from "../sentences";
import { Notice } from "../ui/notice";
import allTexts from "./texts.json";

export interface ReissueProps {
    readonly row: Row;
    readonly onClose: () => void;
    /** The row with its new ticket, to be handed over. */
    readonly onReissued: (row: Row) => void;
}

export function Reissue({ row, onClose, onReissued }: ReissueProps) {
    const { outbox, language } = useCounter();
    const text = useTexts(allTexts).reissue;
    const [state, setState] = useState<"asking" | "doing" | { readonly error: unknown }>("asking");
    const reissue = (reason: string) => {
        setState("doing");
        outbox.reissue(row, reason).then(onReissued, (error: unknown) => setState({ error }));
    };
    const birth = row.item && birthDate(row.item.person);
    return (
        <Dialog title={fill(text.title, { number: row.number })} onClose={onClose}>
            <p>{text.check}</p>
            {row.item && (
                <p class="identity">
                    <strong>{fullName(row.item.person)}</strong>
                    {birth && <span>{fill(text.born, { birth: birthInWords(birth, language.value) })}</span>}
                </p>
            )}
            <p class="hint">{text.closes}</p>
            {typeof state === "object" && (
                <Notice kind="error" title={text.failed}>
                    <p>{why(state.error, language.value)}</p>
                </Notice>
            )}
            <p class="label">{text.why}</p>
            <div class="choices">
                {text.reasons.map((reason, index) => (
                    <Button
                        key={reason}
                        shortcut={String(index + 1)}
                        disabled={state === "doing"}
                        onPress={() => reissue(reason)}
                    >
                        {reason}
                    </Button>
                ))}
            </div>
            <p role="status">{state === "doing" && text.doing}</p>
            <div class="actions">
                <Button kind="quiet" shortcut="Escape" onPress={onClose}>
                    {text.back}
                </Button>
            </div>
        </Dialog>
    );
}
