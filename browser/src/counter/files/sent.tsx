// What became of a file: sent, registered, refused; until every row has its end.

import type { Outcome } from "../contracts";
import { useCounter } from "../app";
import { fill, useTexts } from "../language";
import { sentence } from "../sentences";
import { Notice } from "../ui/notice";
import { inNumber } from "../words";
import { Choose, useDrop } from "./drop";
import type { FileJob, Job } from "./job";
import { Found, Mend } from "./ready";
import { Tally } from "./tally";
import texts from "./texts.json";

interface SentProps {
    readonly job: Extract<Job, { stage: "sent" }>;
    readonly files: FileJob;
}

export function Sent({ job: { file, sent }, files }: SentProps) {
    const text = useTexts(texts);
    const language = useCounter().language.value;
    const { fate, posted, before, tooLarge } = sent;
    const total = posted + before;
    const count = (value: number) => inNumber(value, language);
    const take = ([next]: Iterable<File>) => void (next && files.take(next));
    useDrop(take);
    return (
        <>
            <div class="inside">
                <p class="aside name">{file.name}</p>
                {fate.registered === total && total > 0 && (
                    <Notice
                        kind="done"
                        title={fill(text.allDone, { registered: count(fate.registered), total: count(total) })}
                    >
                        {!file.bad.length && <p>{text.allDoneBody}</p>}
                    </Notice>
                )}
                <Tally
                    counts={[
                        { count: total, word: total === 1 ? text.postedOne : text.posted },
                        {
                            count: fate.registered,
                            word: fate.registered === 1 ? text.registeredOne : text.registered,
                            kind: "done",
                        },
                        { count: fate.waiting, word: text.waiting },
                        {
                            count: file.bad.length + fate.failed.length + tooLarge.length,
                            word: text.toMend,
                            kind: "due",
                        },
                    ]}
                />
                <p class="aside sum" role="status">
                    {fill(text.sumSent, {
                        posted: count(total),
                        registered: count(fate.registered),
                        waiting: count(fate.waiting),
                        failed: count(fate.failed.length),
                    })}
                </p>
                <Refused failed={fate.failed} tooLarge={tooLarge} />
                <Found file={file} />
            </div>
            <footer>
                <Choose take={take} label={text.another} />
                <Mend file={file} />
            </footer>
        </>
    );
}

/** Rows that went and did not stay: by the relay, or by the register. */
function Refused({ failed, tooLarge }: Pick<Fated, "failed" | "tooLarge">) {
    const text = useTexts(texts);
    const language = useCounter().language.value;
    const lines = [
        ...tooLarge.map((row) => ({ row, said: [text.tooLarge] })),
        ...failed.map(({ row, outcome }) => ({
            row,
            said: reasonsOf(outcome).map(({ code, path }) => sentence(code, language, path)),
        })),
    ];
    if (!lines.length) return null;
    return (
        <section class="problems">
            <h2>{text.late}</h2>
            <ul>
                {lines.map(({ row, said }) => (
                    <li key={row}>
                        <strong>{`${text.row} ${row}`}</strong> {said.join(" ")}
                    </li>
                ))}
            </ul>
        </section>
    );
}

interface Fated {
    readonly failed: readonly { readonly row: number; readonly outcome: Outcome }[];
    readonly tooLarge: readonly number[];
}

/** Why, as code and place. */
function reasonsOf(outcome: Outcome): readonly { readonly code: string; readonly path: string }[] {
    if (outcome.state === "rejected") return outcome.problems;
    return "code" in outcome ? [{ code: outcome.code, path: "" }] : [];
}
