// Where a file is dropped or chosen: the whole page takes it, so that a browser never opens it instead.

import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { csvTemplate } from "../../record/csvLine";
import { fill, useTexts } from "../language";
import { CSV, saveFile } from "../saving";
import { Button } from "../ui/button";
import type { FileJob } from "./job";
import texts from "./texts.json";

export function Drop({ files }: { readonly files: FileJob }) {
    const text = useTexts(texts);
    const [wrong, setWrong] = useState(false);
    const take = (list: ArrayLike<File>) => {
        const [file, ...others] = Array.from(list);
        const one = file !== undefined && !others.length;
        setWrong(!one);
        if (one) void files.take(file);
    };
    const hovering = useDrop(take);
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    return (
        <>
            <div class="inside">
                <div class={`drop${hovering ? " hovering" : ""}`}>
                    <p class="large">{hovering ? text.dropNow : text.drop}</p>
                    <p class="aside">{text.dropWhy}</p>
                    <p class="aside">{fill(text.zone, { zone })}</p>
                    {wrong && (
                        <p class="error" role="alert">
                            {text.notCsv}
                        </p>
                    )}
                </div>
            </div>
            <footer>
                <Choose take={take} />
                <Button shortcut="F4" onPress={() => saveFile(text.templateName, CSV, [csvTemplate()])}>
                    {text.template}
                </Button>
                <span class="aside end">{text.sealedHere}</span>
            </footer>
        </>
    );
}

/** The button that opens the browser's own list of files. */
export function Choose({ take, label }: { readonly take: (list: FileList) => void; readonly label?: string }) {
    const text = useTexts(texts);
    const input = useRef<HTMLInputElement>(null);
    return (
        <>
            <input
                ref={input}
                id="file"
                type="file"
                accept=".csv,.txt,text/csv"
                class="unseen"
                tabIndex={-1}
                aria-label={text.choose}
                onChange={({ currentTarget }) => {
                    if (currentTarget.files?.length) take(currentTarget.files);
                    currentTarget.value = ""; // the same file may be chosen again, mended
                }}
            />
            <Button kind="primary" shortcut="F2" onPress={() => input.current?.click()}>
                {label ?? text.choose}
            </Button>
        </>
    );
}

/** Whether a file hangs over the page; `take` is given what is let go. */
export function useDrop(take: (list: FileList) => void): boolean {
    const [hovering, setHovering] = useState(false);
    const latest = useRef(take);
    latest.current = take;
    // Before the page is painted: a file let go before anybody listens would be opened by the browser.
    useLayoutEffect(() => {
        const over = (event: DragEvent) => {
            event.preventDefault();
            setHovering(true);
        };
        const leave = (event: DragEvent) => event.relatedTarget === null && setHovering(false);
        const drop = (event: DragEvent) => {
            event.preventDefault();
            setHovering(false);
            if (event.dataTransfer?.files.length) latest.current(event.dataTransfer.files);
        };
        const heard = new AbortController();
        document.addEventListener("dragover", over, heard);
        document.addEventListener("dragleave", leave, heard);
        document.addEventListener("drop", drop, heard);
        return () => heard.abort();
    }, []);
    return hovering;
}
