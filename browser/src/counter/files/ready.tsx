// A file that was read: what goes, what comes back, and the one key that sends it.

import { useCounter } from "../app";
import { fill, useTexts } from "../language";
import { CSV, saveFile } from "../saving";
import { Button } from "../ui/button";
import { Notice } from "../ui/notice";
import { inNumber } from "../words";
import { useDrop } from "./drop";
import type { FileJob, Job, Told } from "./job";
import { Problems } from "./problems";
import { errorsOf, fileToMend, nameToMend, warningsOf } from "./report";
import { Tally } from "./tally";
import texts from "./texts.json";

interface ReadyProps {
    readonly job: Extract<Job, { stage: "ready" }>;
    readonly files: FileJob;
}

export function Ready({ job: { file, compared }, files }: ReadyProps) {
    const text = useTexts(texts);
    const language = useCounter().language.value;
    useDrop(([next]) => void (next && files.take(next)));
    const [ready, before, mend] = [compared.fresh.length, compared.known.length, file.bad.length];
    const count = (value: number) => inNumber(value, language);
    return (
        <>
            <div class="inside">
                <p class="aside name">{file.name}</p>
                <Tally
                    counts={[
                        { count: ready, word: ready === 1 ? text.readyOne : text.ready, kind: "done" },
                        { count: before, word: before === 1 ? text.beforeOne : text.before },
                        { count: mend, word: text.toMend, kind: "due" },
                    ]}
                />
                <p class="aside sum">
                    {fill(text.sum, {
                        total: count(ready + before + mend),
                        ready: count(ready),
                        before: count(before),
                        mend: count(mend),
                    })}
                </p>
                {!ready && (
                    <Notice kind="information" title={text.nothing}>
                        <p>{text.nothingBody}</p>
                    </Notice>
                )}
                <Found file={file} />
            </div>
            <footer>
                {ready > 0 && (
                    <Button kind="primary" shortcut="F2" onPress={() => void files.send()}>
                        {ready === 1 ? text.sendOne : fill(text.send, { count: count(ready) })}
                    </Button>
                )}
                <Mend file={file} />
                <Button shortcut="Escape" kind="quiet" onPress={() => files.forget()}>
                    {text.another}
                </Button>
                <span class="aside end">{text.sealedHere}</span>
            </footer>
        </>
    );
}

export function Found({ file }: { readonly file: Told }) {
    const text = useTexts(texts);
    return (
        <>
            <Problems title={text.problems} problems={errorsOf(file)} />
            <Problems title={text.warnings} problems={warningsOf(file)} />
        </>
    );
}

/** Gives the rows to mend back, when there are any. */
export function Mend({ file }: { readonly file: Told }) {
    const text = useTexts(texts);
    if (!file.bad.length) return null;
    return (
        <Button shortcut="F4" onPress={() => saveFile(nameToMend(file.name), CSV, fileToMend(file))}>
            {text.mendFile}
        </Button>
    );
}
