// A correction: the visit as a form, what changes of it, and why. Nothing goes before both are said.

import { useState } from "preact/hooks";
import { useCounter } from "../app";
import captureTexts from "../capture/texts.json";
import { readBirth } from "../capture/birth";
import { masked } from "../capture/number";
import { hasGuardian } from "../capture/person";
import { sets } from "../../record/fields";
import type { Item } from "../contracts";
import { analyteName, lastRound } from "../board/person";
import { useTexts } from "../language";
import { Button } from "../ui/button";
import { Check, Choice, Field } from "../ui/field";
import { Notice, Summary } from "../ui/notice";
import {
    CONSENTS,
    PERSON_FIELDS,
    changesOf,
    corrected,
    editedOf,
    left,
    withField,
    type Change,
    type Edited,
    type PersonField,
} from "./correction";
import type { Person } from "./day";
import { correct, wordsOf } from "./deeds";
import { Reason, useReason } from "./reason";
import texts from "./texts.json";

interface CorrectProps {
    readonly person: Person;
    readonly onDone: () => void;
    readonly onBack: () => void;
}

export function Correct({ person: { row, standing }, onDone, onBack }: CorrectProps) {
    const counter = useCounter();
    const text = useTexts(texts).correct;
    const { language, configuration, ring } = counter;
    const setting = { today: new Date(), language: language.value, communes: undefined, demo: configuration.demo };
    const [item] = useState(row.item as Item);
    const [before] = useState(() => editedOf(item, setting));
    const [after, edit] = useState(before);
    const reason = useReason(text.reasons);
    const [busy, setBusy] = useState(false);
    const [tried, setTried] = useState(false);
    const [wrong, setWrong] = useState("");
    const changes = changesOf(before, after);
    // What was refused may go again as it is: the reason may have been the relay's.
    const missing = [
        ...(changes.length || standing === "mend" ? [] : [{ field: "correct-birth_name", message: text.noChange }]),
        ...(reason.said ? [] : [{ field: "reason", message: text.noReason }]),
    ];
    const send = async (): Promise<void> => {
        setTried(true);
        if (missing.length || busy || !ring.value) return;
        setBusy(true);
        setWrong("");
        try {
            await correct(row, corrected(item, { before, after }, setting), reason.said, ring.value.log, counter);
            onDone();
        } catch (error) {
            setWrong(wordsOf(error, language.value, text));
        } finally {
            setBusy(false);
        }
    };
    return (
        <>
            <Summary title={text.summary} errors={tried ? missing : []} />
            {wrong && <Notice kind="error" title={wrong} />}
            <TestFields item={item} edited={after} edit={edit} />
            <PersonFields edited={after} edit={edit} />
            <Changes changes={changes} item={item} standing={standing} />
            <Reason reason={reason} reasons={text.reasons} />
            <div class="actions">
                <Button kind="primary" shortcut="F2" disabled={busy} onPress={() => void send()}>
                    {busy ? text.busy : text.send}
                </Button>
                <Button kind="quiet" shortcut="Escape" onPress={onBack}>
                    {text.back}
                </Button>
            </div>
        </>
    );
}

interface EditProps {
    readonly edited: Edited;
    readonly edit: (edited: Edited) => void;
}

function TestFields({ item, edited, edit }: EditProps & { readonly item: Item }) {
    const text = useTexts(texts).correct;
    const language = useCounter().language.value;
    const round = lastRound(item);
    const outcomes = Object.entries(sets["outcome"] ?? {}).map(([code, label]) => [code, label[language]] as const);
    return (
        <fieldset>
            <legend>{text.result}</legend>
            <div class="fields">
                {Object.entries(edited.outcomes).map(([loinc, outcome]) => (
                    <Choice
                        key={loinc}
                        id={`correct-outcome_${loinc}`}
                        label={round ? analyteName(loinc, round, language) : loinc}
                        value={outcome}
                        options={outcomes}
                        span={4}
                        onValue={(value) => edit({ ...edited, outcomes: { ...edited.outcomes, [loinc]: value } })}
                    />
                ))}
                <Field
                    id="correct-lot"
                    label={text.lot}
                    value={edited.lot}
                    span={4}
                    onValue={(lot) => edit({ ...edited, lot })}
                />
            </div>
            {CONSENTS.map((name) => (
                <Check
                    key={name}
                    id={`correct-consent_${name}`}
                    label={text[`consent_${name}`]}
                    checked={edited.consent[name] === true}
                    onChecked={(given) => edit({ ...edited, consent: { ...edited.consent, [name]: given } })}
                />
            ))}
        </fieldset>
    );
}

const SPANS: Partial<Record<PersonField, number>> = { birth: 4, sex: 2, postal_code: 2, city: 4, address: 12 };

function PersonFields({ edited, edit }: EditProps) {
    const { language, configuration } = useCounter();
    const text = useTexts(texts).correct;
    const capture = useTexts(captureTexts);
    const labels = labelled(capture.fields, text);
    const setting = { today: new Date(), language: language.value, communes: undefined, demo: configuration.demo };
    const { draft } = edited;
    const [focused, focus] = useState<PersonField>();
    // The person's number is whole only while somebody writes it.
    const valueOf = (name: PersonField) =>
        name === "number" && focused !== name ? masked(draft.values.number) : draft.values[name];
    const shown = PERSON_FIELDS.filter(
        (name) =>
            (!name.startsWith("guardian") || hasGuardian(draft, setting.today)) &&
            (!name.startsWith("doctor") || edited.consent.doctor === true),
    );
    return (
        <fieldset>
            <legend>{text.person}</legend>
            <div class="fields">
                {shown.map((name) => (
                    <Field
                        key={name}
                        id={`correct-${name}`}
                        label={labels[name]}
                        value={valueOf(name)}
                        span={SPANS[name] ?? 6}
                        error={
                            name === "birth" && !isBirth(draft.values.birth) ? capture.errors.missing.birth : undefined
                        }
                        input={{
                            onFocus: () => focus(name),
                            onBlur: () => {
                                focus(undefined);
                                edit(left(edited, name, setting));
                            },
                        }}
                        onValue={(value) => edit(withField(edited, name, value, setting))}
                    />
                ))}
            </div>
        </fieldset>
    );
}

type Texts = (typeof texts)["fr"]["correct"];

/** As on the page of capture, where a doctor's fields stand in a row of their own; here each says whose it is. */
function labelled<Fields extends object>(fields: Fields, text: Texts) {
    const { number, doctor_given, doctor_email, guardian_given, guardian_phone } = text;
    return { ...fields, number, doctor_given, doctor_email, guardian_given, guardian_phone };
}

function Changes({
    changes,
    item,
    standing,
}: {
    readonly changes: readonly Change[];
    readonly item: Item;
    readonly standing: Person["standing"];
}) {
    const text = useTexts(texts).correct;
    const language = useCounter().language.value;
    const labels: Readonly<Record<string, string>> = labelled(useTexts(captureTexts).fields, text);
    const round = lastRound(item);
    const nameOf = (what: string): string => {
        if (what.startsWith("outcome_"))
            return round ? analyteName(what.slice("outcome_".length), round, language) : what;
        return labels[what] ?? (text as unknown as Readonly<Record<string, string>>)[what] ?? what;
    };
    const valueOf = (what: string, value: string): string => {
        if (what.startsWith("outcome_")) return sets["outcome"]?.[value]?.[language] ?? value;
        if (what.startsWith("consent_")) return value === "yes" ? text.yes : text.no;
        return (what === "number" ? masked(value) : value) || text.nothing;
    };
    return (
        <section class="changes" aria-live="polite">
            <h3>{text.changes}</h3>
            {!changes.length && <p class="aside">{standing === "mend" ? text.resend : text.none}</p>}
            <dl>
                {changes.map(({ what, before, after }) => (
                    <div key={what}>
                        <dt>{nameOf(what)}</dt>
                        <dd>
                            <del>{valueOf(what, before)}</del> <ins>{valueOf(what, after)}</ins>
                        </dd>
                    </div>
                ))}
            </dl>
        </section>
    );
}

function isBirth(written: string): boolean {
    return readBirth(written, new Date()) !== undefined;
}
