// The kit on the screen, on paper, and typed back in part: three steps that setup, joining and a new kit share.

import { useMemo, useState } from "preact/hooks";
import { useCounter } from "../app";
import { askedGroups, isGroup, type Kit } from "../keys/kit";
import { fill, useTexts } from "../language";
import { print } from "../paper/printing";
import { Button } from "../ui/button";
import { Field } from "../ui/field";
import { dayOf } from "./days";
import texts from "./texts.json";

export interface KitStepsProps {
    readonly kit: Kit;
    /** The three groups were right: it is on paper. */
    readonly onProved: () => void;
}

export function KitSteps({ kit, onProved }: KitStepsProps) {
    const [isPrinted, setPrinted] = useState(false);
    if (!isPrinted) return <KitShown kit={kit} onPrinted={() => setPrinted(true)} />;
    return <KitTyped kit={kit} onProved={onProved} onBack={() => setPrinted(false)} />;
}

function KitShown({ kit, onPrinted }: { readonly kit: Kit; readonly onPrinted: () => void }) {
    const text = useTexts(texts).kit;
    const counter = useCounter();
    const [isAsked, setAsked] = useState(false);
    const printKit = () => {
        setAsked(true);
        void print(<KitSheet kit={kit} {...paperOf(counter)} />, "a4");
    };
    return (
        <>
            <h2>{text.title}</h2>
            <p class="lead">{text.lead}</p>
            <ol class="kit-groups">
                {kit.groups.map((group, at) => (
                    <li key={at}>{group}</li>
                ))}
            </ol>
            <div class="actions">
                <Button kind={isAsked ? "secondary" : "primary"} shortcut="F8" onPress={printKit}>
                    {text.print}
                </Button>
                <Button kind={isAsked ? "primary" : "secondary"} shortcut="F2" onPress={onPrinted}>
                    {text.printed}
                </Button>
            </div>
        </>
    );
}

interface KitTypedProps extends KitStepsProps {
    readonly onBack: () => void;
}

function KitTyped({ kit, onProved, onBack }: KitTypedProps) {
    const text = useTexts(texts).kit;
    const asked = useMemo(() => askedGroups(kit), [kit]);
    const [typed, setTyped] = useState<Readonly<Record<number, string>>>({});
    const [isChecked, setChecked] = useState(false);
    const isRight = (at: number): boolean => isGroup(kit, at, typed[at] ?? "");
    const check = () => {
        setChecked(true);
        const wrong = asked.find((at) => !isRight(at));
        if (wrong === undefined) onProved();
        else document.getElementById(`group-${wrong}`)?.focus();
    };
    return (
        <form
            onSubmit={(event) => {
                event.preventDefault();
                check();
            }}
        >
            <h2>{text.backTitle}</h2>
            <p class="lead">{text.backLead}</p>
            <div class="fields">
                {asked.map((at) => (
                    <Field
                        key={at}
                        id={`group-${at}`}
                        label={fill(text.group, { at: at + 1 })}
                        span={4}
                        value={typed[at] ?? ""}
                        onValue={(value) => setTyped({ ...typed, [at]: value })}
                        error={isChecked && !isRight(at) ? fill(text.wrong, { at: at + 1 }) : undefined}
                        input={{ class: "kit-code", maxLength: 6, autocapitalize: "characters" }}
                    />
                ))}
            </div>
            <div class="actions">
                <Button kind="primary" shortcut="F2" submit onPress={check}>
                    {text.check}
                </Button>
                <Button kind="quiet" onPress={onBack}>
                    {text.show}
                </Button>
            </div>
        </form>
    );
}

interface Paper {
    readonly text: (typeof texts)["fr"]["kit"];
    readonly owner: string;
    readonly printed: string;
    readonly lang: string;
}

function paperOf({ session, language, keyring }: ReturnType<typeof useCounter>): Paper {
    const text = texts[language.value].kit;
    const { name = "", shop } = session.value ?? {};
    const owner = fill(text.paperFor, { name, shop: shop?.name ?? "", finess: shop?.finess ?? "" });
    const printed = fill(text.paperDate, { date: dayOf(keyring.now, language.value) });
    return { text, owner, printed, lang: language.value };
}

function KitSheet({ kit, text, owner, printed, lang }: Paper & { readonly kit: Kit }) {
    return (
        <article class="sheet page kit-sheet" lang={lang}>
            <header>
                <span>{owner}</span>
                <span>{printed}</span>
            </header>
            <h1>{text.paperTitle}</h1>
            <p class="lead">{text.paperWhat}</p>
            <ol class="kit-groups">
                {kit.groups.map((group, at) => (
                    <li key={at}>{group}</li>
                ))}
            </ol>
            <p>{text.paperHow}</p>
            <p>
                <strong>{text.paperWhere}</strong>
            </p>
        </article>
    );
}
