// The pharmacy's own data as files on its own disk, opened on its own computer; a part at a time, so that the page never stands.

import { useState } from "preact/hooks";
import { columns } from "../../record/csvColumns";
import { byteOrderMark, csvLine } from "../../record/csvLine";
import { cellsOf } from "../../record/csvWrite";
import type { Plain } from "../../record/shape";
import { useCounter } from "../app";
import type { Row } from "../contracts";
import { fill, useTexts } from "../language";
import { CSV, saveFile } from "../saving";
import { InvalidRecord } from "../sending/invalid";
import type { Shop } from "../sending/record";
import { Button } from "../ui/button";
import { Empty, Notice } from "../ui/notice";
import { inNumber } from "../words";
import { daysOf, Period, Rows, type Range } from "./around";
import { useRows } from "./loading";
import { isoDay, lastRecord, visitLine } from "./own_data";
import texts from "./texts.json";

const AT_ONCE = 50;

export function Export() {
    const text = useTexts(texts);
    const [range, setRange] = useState<Range>("30");
    const loaded = useRows(...daysOf(range));
    return (
        <section class="card" aria-labelledby="export-title">
            <header>
                <h1 id="export-title">{text.export.title}</h1>
                <div class="end">
                    <Period range={range} onRange={setRange} />
                </div>
            </header>
            <Rows loaded={loaded}>{(rows) => <Files rows={rows} range={range} />}</Rows>
        </section>
    );
}

function Files({ rows, range }: { readonly rows: readonly Row[]; readonly range: Range }) {
    const text = useTexts(texts);
    const { language, ring } = useCounter();
    const [done, setDone] = useState<number>();
    const [said, say] = useState<readonly string[]>([]);
    const count = (value: number) => inNumber(value, language.value);
    if (!rows.length) return <Empty title={text.export.empty} />;
    const [first, last] = daysOf(range).map(isoDay);
    const save = async (name: string, type: string, start: readonly string[], write: (row: Row) => string) => {
        const lines = await written(rows, write, setDone);
        saveFile(`${name.replace("{days}", `${first}_${last}`)}`, type, [...start, ...lines]);
        setDone(undefined);
        const left = rows.length - lines.length;
        say([
            fill(text.export.saved, { count: count(lines.length) }),
            ...(left ? [fill(text.export.left, { count: count(left) })] : []),
        ]);
    };
    const header = [byteOrderMark, csvLine(columns.map((column) => column.name))];
    const saveVisits = () => save(`${text.file.visits}-{days}.ndjson`, "application/x-ndjson", [], visitLine);
    const saveResults = () =>
        save(`${text.file.results}-{days}.csv`, CSV, header, (row) => resultLine(row, ring.value?.log));
    return (
        <>
            <div class="inside">
                <p>{text.export.body}</p>
                <Notice kind="due" title={text.export.warning}>
                    <p>{text.export.warningBody}</p>
                </Notice>
                <p class="aside" role="status">
                    {done === undefined
                        ? said.join(" ") || fill(text.export.count, { count: count(rows.length) })
                        : fill(text.export.progress, { done: count(done), total: count(rows.length) })}
                </p>
            </div>
            <footer>
                <Button kind="primary" shortcut="F2" disabled={done !== undefined} onPress={() => void saveVisits()}>
                    {text.export.visits}
                </Button>
                <Button shortcut="F4" disabled={done !== undefined} onPress={() => void saveResults()}>
                    {text.export.results}
                </Button>
            </footer>
        </>
    );
}

/** Lines that say something; the page lives between two parts. */
async function written(
    rows: readonly Row[],
    write: (row: Row) => string,
    watch: (done: number) => void,
): Promise<string[]> {
    const lines: string[] = [];
    for (let from = 0; from < rows.length; from += AT_ONCE) {
        lines.push(
            ...rows
                .slice(from, from + AT_ONCE)
                .map(write)
                .filter(Boolean),
        );
        watch(from);
        await new Promise((resolve) => setTimeout(resolve, 0));
    }
    return lines;
}

/** Empty for a visit of which nothing went, or of which nothing may go any more. */
function resultLine(row: Row, shop: Shop | undefined): string {
    try {
        const record = shop && lastRecord(row, shop);
        return record ? csvLine(cellsOf(record as unknown as Plain)) : "";
    } catch (error) {
        if (error instanceof InvalidRecord) return "";
        throw error;
    }
}
