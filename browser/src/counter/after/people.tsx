// A day's people: the sum that has to come out even, what is to be mended first, then everybody by number.

import { useState } from "preact/hooks";
import { useCounter } from "../app";
import { fullName } from "../board/person";
import { outcomeWords } from "../board/words";
import boardTexts from "../board/texts.json";
import { fill, useTexts } from "../language";
import { sentence } from "../sentences";
import { mayWrite } from "../shell/view";
import { Button } from "../ui/button";
import { Empty, Notice } from "../ui/notice";
import { inNumber, inWords } from "../words";
import { Rows, todayUtc } from "./around";
import { inOrder, personOf, sumOf, type Person, type Standing, type Sum } from "./day";
import { useOutcomes, useRows } from "./loading";
import { PersonDialog, type Mode } from "./person";
import texts from "./texts.json";

/** A shape beside each word: state is never colour alone. */
export const SIGNS: Readonly<Record<Standing, string>> = {
    mend: "!",
    running: "◔",
    sealing: "◑",
    here: "↑",
    accepted: "→",
    registered: "✓",
    waiting: "○",
    cancelled: "×",
};

export function People() {
    const text = useTexts(texts);
    const language = useCounter().language.value;
    const today = todayUtc();
    const [day, show] = useState(today);
    const loaded = useRows(day, day);
    return (
        <section class="card" aria-labelledby="day-title">
            <header>
                <h1 id="day-title">{inWords(day, language)}</h1>
                <span class="turns">
                    <Button shortcut="Alt+P" onPress={() => show(day - 1)}>
                        {text.before}
                    </Button>
                    <Button shortcut="Alt+S" disabled={day >= today} onPress={() => show(day + 1)}>
                        {text.after}
                    </Button>
                    {day !== today && <Button onPress={() => show(today)}>{text.today}</Button>}
                </span>
            </header>
            <Rows loaded={loaded}>{(rows) => <Day key={day} rows={rows} />}</Rows>
        </section>
    );
}

function Day({ rows }: { readonly rows: Parameters<typeof useOutcomes>[0] }) {
    const text = useTexts(texts);
    const outcomes = useOutcomes(rows);
    const people = inOrder(rows.map((row) => personOf(row, outcomes)));
    if (!people.length)
        return (
            <Empty title={text.emptyDay}>
                <p>{text.emptyDayBody}</p>
            </Empty>
        );
    return (
        <>
            <div class="inside">
                <SumLine sum={sumOf(people)} />
            </div>
            <PeopleList people={people} />
        </>
    );
}

function SumLine({ sum }: { readonly sum: Sum }) {
    const text = useTexts(texts);
    const language = useCounter().language.value;
    const [captured, accepted, registered] = [sum.captured, sum.accepted, sum.registered].map((one) =>
        inNumber(one, language),
    ) as [string, string, string];
    const even = sum.captured > 0 && sum.captured === sum.registered;
    return (
        <>
            {even ? (
                <Notice kind="done" title={fill(text.allDone, { registered, captured })}>
                    <p>{text.allDoneBody}</p>
                </Notice>
            ) : (
                <ul class="tally equal" aria-label={fill(text.equal, { captured, accepted, registered })}>
                    <li>
                        <strong>{captured}</strong> {text.captured}
                    </li>
                    <li class={sum.accepted === sum.captured ? "" : "differs"}>
                        <strong>{accepted}</strong> {text.accepted}
                    </li>
                    <li class={sum.registered === sum.accepted ? "" : "differs"}>
                        <strong>{registered}</strong> {text.registered}
                    </li>
                </ul>
            )}
            {sum.differences.length > 0 && (
                <ul class="differences">
                    {sum.differences.map(({ standing, rows }) => (
                        <li key={standing} class={standing}>
                            <span aria-hidden="true">{SIGNS[standing]}</span> <strong>{rows.length}</strong>{" "}
                            {text.standing[standing]} <Numbers rows={rows} />
                        </li>
                    ))}
                </ul>
            )}
        </>
    );
}

const NAMED = 12;

function Numbers({ rows }: { readonly rows: readonly { readonly number: number }[] }) {
    const text = useTexts(texts);
    const numbers = rows.slice(0, NAMED).map(({ number }) => number);
    const others = rows.length > NAMED ? ` ${fill(text.andOthers, { count: rows.length - NAMED })}` : "";
    return <span class="aside">{fill(text.numbers, { numbers: numbers.join(", ") }) + others}</span>;
}

/** People, each with a way to open; what has to be mended with its sentences and the way to the correction. */
export function PeopleList({ people, dated }: { readonly people: readonly Person[]; readonly dated?: boolean }) {
    const [opened, open] = useState<readonly [person: Person, mode: Mode]>();
    const current =
        opened &&
        (people.find((one) => one.row.day === opened[0].row.day && one.row.number === opened[0].row.number) ??
            opened[0]);
    return (
        <>
            <ul class="visits">
                {people.map((person) => (
                    <Line
                        key={`${person.row.day}/${person.row.number}`}
                        person={person}
                        dated={dated ?? false}
                        open={(mode) => open([person, mode])}
                    />
                ))}
            </ul>
            {opened && current && <PersonDialog person={current} mode={opened[1]} onClose={() => open(undefined)} />}
        </>
    );
}

interface LineProps {
    readonly person: Person;
    readonly dated: boolean;
    readonly open: (mode: Mode) => void;
}

function Line({ person: { row, standing, reasons }, dated, open }: LineProps) {
    const text = useTexts(texts);
    const { language, session } = useCounter();
    const { number, item, day } = row;
    return (
        <li class={standing}>
            <button type="button" class="visit" onClick={() => open("facts")}>
                <span class="unseen">{fill(text.open, { number })}</span>
                <span class="number" aria-hidden="true">
                    {number}
                </span>
                <span class="who">
                    <strong>{item ? fullName(item.person) : ""}</strong>
                    <span class="aside">
                        {[
                            dated && inWords(day, language.value, "short"),
                            outcomeWords(row, boardTexts[language.value], language.value),
                        ]
                            .filter(Boolean)
                            .join(" · ")}
                    </span>
                </span>
                <span class="standing">
                    <span aria-hidden="true">{SIGNS[standing]}</span> {text.standing[standing]}
                </span>
            </button>
            {reasons.length > 0 && (
                <div class="reasons">
                    <ul>
                        {reasons.map(({ code, path }) => (
                            <li key={code + path}>{sentence(code, language.value, path)}</li>
                        ))}
                    </ul>
                    {mayWrite(session.value) && row.state === "sent" && (
                        <Button name={fill(text.mendIt, { number })} onPress={() => open("correct")}>
                            {text.mend}
                        </Button>
                    )}
                </div>
            )}
        </li>
    );
}
