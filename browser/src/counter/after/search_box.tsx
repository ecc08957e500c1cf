// Somebody who comes back: found among the days that are kept, on this page.

import { useEffect, useMemo, useState } from "preact/hooks";
import { useCounter } from "../app";
import type { Row } from "../contracts";
import { fill, useTexts } from "../language";
import { Field } from "../ui/field";
import { Empty } from "../ui/notice";
import { daysOf, Period, Rows, type Range } from "./around";
import { personOf } from "./day";
import { useOutcomes, useRows } from "./loading";
import { PeopleList } from "./people";
import { findable, search } from "./search";
import texts from "./texts.json";

export function Search() {
    const text = useTexts(texts);
    const [range, setRange] = useState<Range>("90");
    const [written, write] = useState("");
    const loaded = useRows(...daysOf(range));
    useEffect(() => document.getElementById("search")?.focus(), []);
    return (
        <section class="card" aria-labelledby="search-title">
            <header>
                <h1 id="search-title">{text.parts.search}</h1>
                <span class="aside">{text.search.hint}</span>
            </header>
            <div class="inside fields">
                <Field id="search" label={text.search.label} value={written} onValue={write} span={8} />
                <div class="field span-4">
                    <Period range={range} onRange={setRange} />
                </div>
            </div>
            <Rows loaded={loaded}>{(rows) => <Found rows={rows} written={written} />}</Rows>
        </section>
    );
}

function Found({ rows, written }: { readonly rows: readonly Row[]; readonly written: string }) {
    const text = useTexts(texts).search;
    const language = useCounter().language.value;
    const all = useMemo(() => findable(rows), [rows.length, rows]);
    const found = search(all, written, new Date());
    const outcomes = useOutcomes(found);
    if (!written.trim()) return null;
    if (!found.length)
        return (
            <Empty title={text.none}>
                <p>{text.noneBody}</p>
            </Empty>
        );
    return (
        <>
            <p class="inside aside" role="status" lang={language}>
                {found.length === 1 ? text.foundOne : fill(text.found, { count: found.length })}
            </p>
            <PeopleList people={found.map((row) => personOf(row, outcomes))} dated />
        </>
    );
}
