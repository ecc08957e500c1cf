// Somebody who leaves without a test: the entry stays, with its reason.

import { useState } from "preact/hooks";
import { useCounter } from "../app";
import type { Row } from "../contracts";
import { fill, useTexts } from "../language";
import { Button } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { Notice } from "../ui/notice";
import { cancelVisit } from "./deeds";
import { troubleOf, type Trouble } from "./desk";
import { shortName } from "./person";
import texts from "./texts.json";
import { troubleWords } from "./words";

export function CancelDialog({ row, onClose }: { readonly row: Row; readonly onClose: () => void }) {
    const counter = useCounter();
    const text = useTexts(texts);
    const [trouble, setTrouble] = useState<Trouble>();
    const cancel = (reason: string) =>
        void cancelVisit(row, reason, counter).then(onClose, (error: unknown) => setTrouble(troubleOf(error)));
    return (
        <Dialog title={fill(text.cancel.title, { number: row.number })} onClose={onClose}>
            {row.item && <p class="name">{shortName(row.item.person)}</p>}
            <p>{text.cancel.body}</p>
            {trouble && <Notice kind="error" title={troubleWords(trouble, text, counter.language.value)} />}
            <div class="choices">
                {text.cancel.reasons.map((reason, index) => (
                    <Button key={reason} shortcut={String(index + 1)} onPress={() => cancel(reason)}>
                        {reason}
                    </Button>
                ))}
            </div>
            <div class="actions">
                <Button kind="quiet" shortcut="Escape" onPress={onClose}>
                    {text.cancel.back}
                </Button>
            </div>
        </Dialog>
    );
}
