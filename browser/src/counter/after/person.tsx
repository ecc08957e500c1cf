// One visit, opened: what was found, what was sent and what became of it; and what can be done with it now.

import { useState } from "preact/hooks";
import { hex, type Bytes } from "../../envelope/bytes";
import { useCounter } from "../app";
import { birthInWords, momentInWords } from "../board/days";
import { analyteNames, birthDate, fullName, kitName, lastRound, lotOf } from "../board/person";
import boardTexts from "../board/texts.json";
import { outcomeWords } from "../board/words";
import type { Row, Sent } from "../contracts";
import { fill, useTexts } from "../language";
import { sentence } from "../sentences";
import { mayWrite } from "../shell/view";
import { Button } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { Notice } from "../ui/notice";
import { Cancel } from "./cancel";
import { Correct } from "./correct";
import type { Person } from "./day";
import { mayHaveCopy } from "./doctor";
import { DoctorFiles } from "./doctor_files";
import texts from "./texts.json";

export type Mode = "facts" | "correct" | "cancel";

interface PersonProps {
    readonly person: Person;
    readonly mode: Mode;
    readonly onClose: () => void;
}

export function PersonDialog({ person, mode: first, onClose }: PersonProps) {
    const text = useTexts(texts);
    const [mode, show] = useState(first);
    const [done, setDone] = useState("");
    const { row } = person;
    const finish = (words: string) => {
        setDone(words);
        show("facts");
    };
    const title = { facts: text.person.title, correct: text.correct.title, cancel: text.cancel.title }[mode];
    return (
        <Dialog title={fill(title, { number: row.number })} onClose={onClose} wide>
            {done && <Notice kind="done" title={done} />}
            {mode === "facts" && <Facts person={person} show={show} onClose={onClose} />}
            {mode === "correct" && (
                <Correct person={person} onDone={() => finish(text.correct.done)} onBack={() => show("facts")} />
            )}
            {mode === "cancel" && (
                <Cancel row={row} onDone={() => finish(text.cancel.done)} onBack={() => show("facts")} />
            )}
        </Dialog>
    );
}

interface FactsProps {
    readonly person: Person;
    readonly show: (mode: Mode) => void;
    readonly onClose: () => void;
}

function Facts({ person: { row, reasons }, show, onClose }: FactsProps) {
    const text = useTexts(texts).person;
    const { language, session } = useCounter();
    const writes = mayWrite(session.value) && row.state === "sent";
    return (
        <>
            <h3>{row.item ? fullName(row.item.person) : ""}</h3>
            {reasons.length > 0 && (
                <Notice kind="error" title={text.why}>
                    <ul>
                        {reasons.map(({ code, path }) => (
                            <li key={code + path}>{sentence(code, language.value, path)}</li>
                        ))}
                    </ul>
                </Notice>
            )}
            <Visit row={row} />
            <h3>{text.sent}</h3>
            <Sendings sent={row.item?.sent ?? []} />
            {mayHaveCopy(row) && <DoctorFiles row={row} />}
            <div class="actions">
                {writes && (
                    <Button kind="primary" shortcut="F2" onPress={() => show("correct")}>
                        {text.correct}
                    </Button>
                )}
                {writes && (
                    <Button kind="danger" shortcut="Delete" onPress={() => show("cancel")}>
                        {text.cancel}
                    </Button>
                )}
                <Button kind="quiet" shortcut="Escape" onPress={onClose}>
                    {text.close}
                </Button>
            </div>
        </>
    );
}

function Visit({ row }: { readonly row: Row }) {
    const text = useTexts(texts).person;
    const language = useCounter().language.value;
    const round = row.item && lastRound(row.item);
    const birth = row.item && birthDate(row.item.person);
    const facts: readonly (readonly [string, string | undefined])[] = [
        [text.born, birth && birthInWords(birth, language)],
        [text.test, round && [kitName(round.device), analyteNames(round, language)].filter(Boolean).join(" · ")],
        [text.result, outcomeWords(row, boardTexts[language], language)],
        [text.sampled, round?.sampled === undefined ? undefined : momentInWords(round.sampled, language)],
        [text.read, round?.read === undefined ? undefined : momentInWords(round.read, language)],
        [text.lot, round && lotOf(round.device)],
    ];
    return (
        <dl class="facts">
            {facts.map(([name, value]) =>
                value ? (
                    <div key={name}>
                        <dt>{name}</dt>
                        <dd>{value}</dd>
                    </div>
                ) : null,
            )}
        </dl>
    );
}

function Sendings({ sent }: { readonly sent: readonly Sent[] }) {
    const text = useTexts(texts).person;
    const language = useCounter().language.value;
    if (!sent.length) return <p class="aside">{text.notSent}</p>;
    return (
        <ol class="sendings">
            {sent.map(({ envelope, kind, at, reason, by, responsible }) => (
                <li key={at + kind}>
                    <strong>{text.kinds[kind]}</strong> {momentInWords(at, language)}
                    <span class="aside">
                        {fill(text.by, { by, responsible: responsible.name })}
                        {reason ? ` · ${fill(text.reason, { reason })}` : ""}
                    </span>
                    <span class="aside">{fill(text.reference, { digits: digitsOf(envelope[1]) })}</span>
                </li>
            ))}
        </ol>
    );
}

/** What is said at the telephone: with the pharmacy's number it is enough to find the envelope. */
function digitsOf(id: Bytes): string {
    const digits = hex(id);
    return `${digits.slice(0, 4)} ${digits.slice(4, 8)}`;
}
