// What is to be billed, ticked off line by line or all at once, and as a file for the billing software.

import { useState } from "preact/hooks";
import { byteOrderMark, csvLine } from "../../record/csvLine";
import { useCounter } from "../app";
import { keyOf } from "../board/order";
import { fullName, kitName, lastRound } from "../board/person";
import type { Row } from "../contracts";
import { fill, useTexts } from "../language";
import { CSV, saveFile } from "../saving";
import { Button } from "../ui/button";
import { Check } from "../ui/field";
import { Empty, Notice } from "../ui/notice";
import { inNumber, inWords } from "../words";
import { daysOf, Period, Rows, todayUtc, type Range } from "./around";
import { billable, billingCells, BILLING_COLUMNS } from "./billing";
import { bill } from "./deeds";
import { useRows } from "./loading";
import { isoDay } from "./own_data";
import texts from "./texts.json";

export function Billing() {
    const text = useTexts(texts);
    const { session } = useCounter();
    const [range, setRange] = useState<Range>("30");
    const isTitular = session.value?.role === "titular";
    return (
        <section class="card" aria-labelledby="billing-title">
            <header>
                <h1 id="billing-title">{text.parts.billing}</h1>
                <div class="end">
                    <Period range={range} onRange={setRange} />
                </div>
            </header>
            {isTitular ? <Bills range={range} /> : <NotTitular />}
        </section>
    );
}

function NotTitular() {
    const text = useTexts(texts).billing;
    return (
        <div class="inside">
            <Notice kind="information" title={text.titular}>
                <p>{text.titularBody}</p>
            </Notice>
        </div>
    );
}

function Bills({ range }: { readonly range: Range }) {
    const loaded = useRows(...daysOf(range));
    const [changed, setChanged] = useState<Changed>(new Map());
    const note = (row: Row) => setChanged((known) => new Map([...known, [keyOf(row), row]]));
    return <Rows loaded={loaded}>{(rows) => <List rows={rows} changed={changed} note={note} />}</Rows>;
}

/** Ticked or unticked on this page: these stay in sight, where a wrong tick is taken back. */
type Changed = ReadonlyMap<string, Row>;

interface ListProps {
    readonly rows: readonly Row[];
    readonly changed: Changed;
    readonly note: (row: Row) => void;
}

function List({ rows, changed, note }: ListProps) {
    const counter = useCounter();
    const text = useTexts(texts);
    const language = counter.language.value;
    const [shown, show] = useState(false);
    const [failed, setFailed] = useState(0);
    const now = rows.map((row) => changed.get(keyOf(row)) ?? row);
    const [open, done] = [billable(now, { billed: false }), billable(now, { billed: true })];
    const before = done.filter((row) => !changed.has(keyOf(row)));
    const listed = shown ? [...open, ...done] : [...open, ...done.filter((row) => changed.has(keyOf(row)))];
    const tick = async (wanted: readonly Row[], billed: boolean): Promise<void> => {
        let missed = 0;
        for (const row of wanted) await bill(row, { billed }, counter).then(note, () => missed++);
        setFailed(missed);
    };
    const save = () =>
        saveFile(`${text.file.billing}-${isoDay(todayUtc())}.csv`, CSV, [
            byteOrderMark,
            csvLine(BILLING_COLUMNS),
            ...open.map((row) => csvLine(billingCells(row, momentOf))),
        ]);
    const count = (value: number) => inNumber(value, language);
    return (
        <>
            {failed > 0 && <Notice kind="error" title={fill(text.billing.failed, { count: count(failed) })} />}
            {!open.length && listed.length > 0 && <Notice kind="done" title={text.billing.empty} />}
            {!listed.length && (
                <Empty title={text.billing.empty}>
                    <p>{fill(text.billing.emptyBody, { count: count(done.length) })}</p>
                </Empty>
            )}
            {listed.length > 0 && <BillTable rows={sorted(listed)} tick={(row, billed) => void tick([row], billed)} />}
            <footer>
                {open.length > 0 && (
                    <>
                        <Button kind="primary" shortcut="F2" onPress={save}>
                            {open.length === 1
                                ? text.billing.exportOne
                                : fill(text.billing.export, { count: count(open.length) })}
                        </Button>
                        <Button shortcut="F4" onPress={() => void tick(open, true)}>
                            {text.billing.tickAll}
                        </Button>
                    </>
                )}
                {(before.length > 0 || shown) && (
                    <Button kind="quiet" onPress={() => show(!shown)}>
                        {shown ? text.billing.hide : fill(text.billing.show, { count: count(before.length) })}
                    </Button>
                )}
            </footer>
        </>
    );
}

function sorted(rows: readonly Row[]): readonly Row[] {
    return [...rows].sort((one, other) => one.day - other.day || one.number - other.number);
}

interface TableProps {
    readonly rows: readonly Row[];
    readonly tick: (row: Row, billed: boolean) => void;
}

function BillTable({ rows, tick }: TableProps) {
    const text = useTexts(texts).billing;
    const language = useCounter().language.value;
    return (
        <div class="wide-table">
            <table class="list">
                <thead>
                    <tr>
                        <th scope="col">{text.day}</th>
                        <th scope="col">{text.who}</th>
                        <th scope="col">{text.test}</th>
                        <th scope="col">{text.billed}</th>
                    </tr>
                </thead>
                <tbody>
                    {rows.map((row) => (
                        <tr key={keyOf(row)}>
                            <td>
                                {inWords(row.day, language, "short")} · {fill(text.number, { number: row.number })}
                            </td>
                            <th scope="row">{row.item && fullName(row.item.person)}</th>
                            <td>{row.item && kitName(lastRound(row.item)?.device ?? {})}</td>
                            <td>
                                <Check
                                    id={`bill-${row.day}-${row.number}`}
                                    label={fill(text.tick, { number: row.number })}
                                    checked={row.item?.billed !== undefined}
                                    onChecked={(billed) => tick(row, billed)}
                                />
                            </td>
                        </tr>
                    ))}
                </tbody>
            </table>
        </div>
    );
}

/** Date and hour on this computer's clock, as the billing software reads them. */
function momentOf(seconds: number): readonly [date: string, hour: string] {
    const date = new Date(seconds * 1000);
    const two = (value: number): string => String(value).padStart(2, "0");
    return [
        `${two(date.getDate())}/${two(date.getMonth() + 1)}/${date.getFullYear()}`,
        `${two(date.getHours())}:${two(date.getMinutes())}`,
    ];
}
