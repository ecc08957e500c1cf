// Tests by lot, and the people of a lot for a recall: on the screen, on paper, as a file.

import { useState } from "preact/hooks";
import { byteOrderMark, csvLine } from "../../record/csvLine";
import { phoneInPairs } from "../../ticket/language";
import { useCounter } from "../app";
import { birthInWords } from "../board/days";
import { birthDate, fullName } from "../board/person";
import boardTexts from "../board/texts.json";
import { outcomeWords } from "../board/words";
import { fill, useTexts, type Language } from "../language";
import { print } from "../paper/printing";
import { CSV, saveFile } from "../saving";
import { Button } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { Empty } from "../ui/notice";
import { inNumber, inWords } from "../words";
import { daysOf, Period, Rows, type Range } from "./around";
import { lotsOf, reachedBy, type Lot, type Tested } from "./lots";
import { useRows } from "./loading";
import { isoDay } from "./own_data";
import texts from "./texts.json";

export function Lots() {
    const text = useTexts(texts);
    const [range, setRange] = useState<Range>("30");
    const [opened, open] = useState<Lot>();
    const loaded = useRows(...daysOf(range));
    return (
        <section class="card" aria-labelledby="lots-title">
            <header>
                <h1 id="lots-title">{text.parts.lots}</h1>
                <div class="end">
                    <Period range={range} onRange={setRange} />
                </div>
            </header>
            <Rows loaded={loaded}>{(rows) => <LotTable lots={lotsOf(rows)} open={open} />}</Rows>
            {opened && <Recall lot={opened} onClose={() => open(undefined)} />}
        </section>
    );
}

function LotTable({ lots, open }: { readonly lots: readonly Lot[]; readonly open: (lot: Lot) => void }) {
    const text = useTexts(texts).lots;
    const language = useCounter().language.value;
    if (!lots.length)
        return (
            <Empty title={text.empty}>
                <p>{text.emptyBody}</p>
            </Empty>
        );
    return (
        <div class="wide-table">
            <table class="list">
                <thead>
                    <tr>
                        <th scope="col">{text.lot}</th>
                        <th scope="col">{text.kit}</th>
                        <th scope="col">{text.expiry}</th>
                        <th scope="col" class="count">
                            {text.tests}
                        </th>
                        <th scope="col" class="count">
                            {text.invalid}
                        </th>
                        <th scope="col">{text.days}</th>
                        <th scope="col">{text.people}</th>
                    </tr>
                </thead>
                <tbody>
                    {lots.map((lot) => (
                        <tr key={lot.key}>
                            <th scope="row">{lot.lot}</th>
                            <td>{[lot.kit, lot.manufacturer].filter(Boolean).join(", ")}</td>
                            <td>{lot.expiry && birthInWords(lot.expiry, language)}</td>
                            <td class="count">{inNumber(lot.tests, language)}</td>
                            <td class="count">{inNumber(lot.invalid, language)}</td>
                            <td>{between(lot, text.between, language)}</td>
                            <td>
                                <Button onPress={() => open(lot)}>
                                    {`${inNumber(lot.people.length, language)} · ${text.open}`}
                                    <span class="unseen">{fill(text.list, { lot: lot.lot })}</span>
                                </Button>
                            </td>
                        </tr>
                    ))}
                </tbody>
            </table>
        </div>
    );
}

function Recall({ lot, onClose }: { readonly lot: Lot; readonly onClose: () => void }) {
    const text = useTexts(texts);
    const language = useCounter().language.value;
    const lines = lot.people.map((tested) => cellsOf(tested, language));
    const title = fill(text.lots.recall, { lot: lot.lot });
    const sheet = <RecallSheet title={title} lot={lot} lines={lines} language={language} />;
    const save = () => {
        const rows = [text.lots.columns, ...lot.people.map((tested) => plainCells(tested, language))].map(csvLine);
        saveFile(`${text.file.lot}-${lot.lot.replaceAll(/[^A-Za-z0-9-]/g, "_")}.csv`, CSV, [byteOrderMark, ...rows]);
    };
    return (
        <Dialog title={title} onClose={onClose} wide>
            {/* The top has the focus, else a long list would open at its end, where the buttons are. */}
            <p class="aside" tabIndex={-1} autofocus>
                {aboutLot(lot, text.lots.between, language)}
            </p>
            <RecallTable lines={lines} columns={text.lots.columns} />
            <div class="actions">
                <Button kind="primary" shortcut="F2" onPress={() => void print(sheet, "a4")}>
                    {text.lots.print}
                </Button>
                <Button shortcut="F4" onPress={save}>
                    {text.lots.export}
                </Button>
                <Button kind="quiet" shortcut="Escape" onPress={onClose}>
                    {text.person.close}
                </Button>
            </div>
        </Dialog>
    );
}

interface SheetProps {
    readonly title: string;
    readonly lot: Lot;
    readonly lines: readonly (readonly string[])[];
    readonly language: Language;
}

function RecallSheet({ title, lot, lines, language }: SheetProps) {
    const text = texts[language].lots;
    return (
        <article class="sheet page recall" lang={language}>
            <h1>{title}</h1>
            <p>{aboutLot(lot, text.between, language)}</p>
            <RecallTable lines={lines} columns={text.columns} />
        </article>
    );
}

function RecallTable({ lines, columns }: { readonly lines: SheetProps["lines"]; readonly columns: readonly string[] }) {
    return (
        <div class="wide-table">
            <table class="list recalled">
                <thead>
                    <tr>
                        {columns.map((name) => (
                            <th scope="col" key={name}>
                                {name}
                            </th>
                        ))}
                    </tr>
                </thead>
                <tbody>
                    {lines.map((cells, index) => (
                        <tr key={index}>
                            {cells.map((cell, column) => (
                                <td key={column}>{cell}</td>
                            ))}
                        </tr>
                    ))}
                </tbody>
            </table>
        </div>
    );
}

function cellsOf(tested: Tested, language: Language): readonly string[] {
    const { row, item } = tested;
    const { phone, email } = reachedBy(item);
    return [
        inWords(row.day, language, "short"),
        String(row.number),
        fullName(item.person),
        birthInWords(birthDate(item.person) ?? "", language),
        phoneInPairs(phone),
        email,
        resultOf(tested, language),
    ];
}

/** The same for a spreadsheet: dates that it sorts, numbers that it dials. */
function plainCells(tested: Tested, language: Language): readonly string[] {
    const [, number = "", name = "", , , email = "", result = ""] = cellsOf(tested, language);
    const { phone } = reachedBy(tested.item);
    return [isoDay(tested.row.day), number, name, birthDate(tested.item.person) ?? "", phone, email, result];
}

/** Of the round with this lot, which a repeat may have followed. */
function resultOf({ row, item, round }: Tested, language: Language): string {
    return outcomeWords({ ...row, item: { ...item, rounds: [round] } }, boardTexts[language], language);
}

function aboutLot(lot: Lot, pattern: string, language: Language): string {
    return [lot.kit, lot.manufacturer, between(lot, pattern, language)].filter(Boolean).join(" · ");
}

function between({ first, last }: Lot, pattern: string, language: Language): string {
    if (first === last) return inWords(first, language, "short");
    return fill(pattern, { first: inWords(first, language, "short"), last: inWords(last, language, "short") });
}
