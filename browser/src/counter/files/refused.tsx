// Files that go nowhere yet: not ours, of real people on a demonstration, without a network, or stopped by a failure.

import { useCounter } from "../app";
import { fill, useTexts } from "../language";
import { sentence } from "../sentences";
import { Button } from "../ui/button";
import { Notice } from "../ui/notice";
import { inNumber } from "../words";
import { Choose, useDrop } from "./drop";
import type { FileJob, Job } from "./job";
import { Problems } from "./problems";
import { Found, Mend } from "./ready";
import texts from "./texts.json";

interface StageProps<Stage extends Job["stage"]> {
    readonly job: Extract<Job, { stage: Stage }>;
    readonly files: FileJob;
}

export function Unreadable({ job, files }: StageProps<"unreadable">) {
    const text = useTexts(texts);
    return (
        <>
            <div class="inside">
                <p class="aside name">{job.name}</p>
                <Notice kind="error" title={text.unreadable} />
                <Problems title={text.problems} problems={job.problems} />
            </div>
            <Another files={files} />
        </>
    );
}

export function Real({ job, files }: StageProps<"real">) {
    const text = useTexts(texts);
    const language = useCounter().language.value;
    const [row = 0] = job.rows;
    return (
        <>
            <div class="inside">
                <Notice kind="error" title={text.real}>
                    <p>{fill(text.realBody, { count: inNumber(job.rows.length, language), row })}</p>
                </Notice>
            </div>
            <Another files={files} />
        </>
    );
}

export function Offline({ job: { file }, files }: StageProps<"offline">) {
    const text = useTexts(texts);
    return (
        <>
            <div class="inside">
                <p class="aside name">{file.name}</p>
                <Notice kind="due" title={text.offline}>
                    <p>{text.offlineBody}</p>
                </Notice>
                <Found file={file} />
            </div>
            <footer>
                <Button kind="primary" shortcut="F2" onPress={() => void files.compareAgain()}>
                    {text.again}
                </Button>
                <Mend file={file} />
                <Button shortcut="Escape" kind="quiet" onPress={() => files.forget()}>
                    {text.another}
                </Button>
            </footer>
        </>
    );
}

export function Failed({ job, files }: StageProps<"failed">) {
    const text = useTexts(texts);
    const language = useCounter().language.value;
    return (
        <>
            <div class="inside">
                <p class="aside name">{job.name}</p>
                <Notice kind="error" title={text.failed}>
                    <p>{sentence(job.code, language)}</p>
                    <p>{text.stopped}</p>
                </Notice>
            </div>
            <Another files={files} />
        </>
    );
}

function Another({ files }: { readonly files: FileJob }) {
    const text = useTexts(texts);
    const take = ([next]: Iterable<File>) => void (next && files.take(next));
    useDrop(take);
    return (
        <footer>
            <Choose take={take} label={text.another} />
        </footer>
    );
}
