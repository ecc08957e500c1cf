// Why something already sent is changed or taken back: a usual reason, or a few words.

import { useState } from "preact/hooks";
import { useTexts } from "../language";
import { Choice, Field } from "../ui/field";
import texts from "./texts.json";

export interface Said {
    /** Empty until a reason is given. */
    readonly said: string;
    readonly chosen: string;
    readonly written: string;
    choose(chosen: string): void;
    write(written: string): void;
}

const OTHER = "other";

export function useReason(reasons: readonly string[]): Said {
    const [chosen, choose] = useState("");
    const [written, write] = useState("");
    const said = chosen === OTHER ? written.trim() : (reasons[Number(chosen)] ?? "");
    return { said: chosen === "" ? "" : said, chosen, written, choose, write };
}

export function Reason({ reason, reasons }: { readonly reason: Said; readonly reasons: readonly string[] }) {
    const text = useTexts(texts).correct;
    const options = [
        ["", text.choose] as const,
        ...reasons.map((words, index) => [String(index), words] as const),
        [OTHER, text.other] as const,
    ];
    return (
        <div class="fields">
            <Choice
                id="reason"
                label={text.why}
                value={reason.chosen}
                options={options}
                span={6}
                onValue={reason.choose}
            />
            {reason.chosen === OTHER && (
                <Field
                    id="reason-words"
                    label={text.otherWords}
                    value={reason.written}
                    span={6}
                    input={{ maxLength: 120 }}
                    onValue={reason.write}
                />
            )}
            <p class="aside field">{text.read}</p>
        </div>
    );
}
