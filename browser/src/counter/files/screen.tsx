// A day that was written elsewhere, in a spreadsheet: dropped here, checked, sealed and sent, the rest given back to mend.

import { useCounter, type Counter } from "../app";
import { useTexts } from "../language";
import { mayWrite } from "../shell/view";
import { Notice } from "../ui/notice";
import { Drop } from "./drop";
import { FileJob } from "./job";
import { Failed, Offline, Real, Unreadable } from "./refused";
import { Ready } from "./ready";
import { Sent } from "./sent";
import texts from "./texts.json";
import { Running } from "./running";

// By counter, not by screen: a file goes on being sent while somebody works on the board.
const jobs = new WeakMap<Counter, FileJob>();

export default function Screen() {
    const counter = useCounter();
    const text = useTexts(texts);
    const files = jobs.get(counter) ?? new FileJob(counter);
    jobs.set(counter, files);
    return (
        <div class="files">
            <section class="card" aria-labelledby="files-title">
                <header>
                    <h1 id="files-title">{text.title}</h1>
                    <span class="aside">{text.aside}</span>
                </header>
                {mayWrite(counter.session.value) ? <Stage files={files} /> : <ReadOnly />}
            </section>
        </div>
    );
}

function Stage({ files }: { readonly files: FileJob }) {
    const job = files.job.value;
    switch (job.stage) {
        case "none":
            return <Drop files={files} />;
        case "reading":
        case "comparing":
            return <Running stage={job.stage} name={job.name} progress={job.progress} files={files} />;
        case "sending":
            return <Running stage="sending" name={job.file.name} progress={job.progress} files={files} />;
        case "unreadable":
            return <Unreadable job={job} files={files} />;
        case "real":
            return <Real job={job} files={files} />;
        case "offline":
            return <Offline job={job} files={files} />;
        case "ready":
            return <Ready job={job} files={files} />;
        case "sent":
            return <Sent job={job} files={files} />;
        case "failed":
            return <Failed job={job} files={files} />;
    }
}

function ReadOnly() {
    const text = useTexts(texts);
    return (
        <div class="inside">
            <Notice kind="information" title={text.reader}>
                <p>{text.readerBody}</p>
            </Notice>
        </div>
    );
}
