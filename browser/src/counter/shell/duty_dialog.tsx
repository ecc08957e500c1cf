// Asks once a day who is responsible: one key for a pharmacist of the team, two fields for another.

import { useEffect, useRef, useState } from "preact/hooks";
import { useCounter, type Counter } from "../app";
import { dayOf } from "../board/due";
import { seconds } from "../board/now";
import type { Responsible } from "../contracts";
import { useTexts } from "../language";
import { Button } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { Field } from "../ui/field";
import { Notice, Summary } from "../ui/notice";
import { pharmacistsOf, wrongIn, type Candidate } from "./duty";
import texts from "./texts.json";

export function DutyDialog({ onClose }: { readonly onClose: () => void }) {
    const counter = useCounter();
    const text = useTexts(texts).duty;
    const { people, unread } = useTeam(counter);
    const [failed, setFailed] = useState(false);
    const choose = (responsible: Responsible) =>
        counter.items.place("duty", { day: dayOf(seconds()), responsible }).then(onClose, () => setFailed(true));
    const list = useRef<HTMLOListElement>(null);
    useEffect(() => list.current?.querySelector("button")?.focus(), [people.length]);
    return (
        <Dialog title={text.title} onClose={onClose}>
            <p>{text.body}</p>
            {failed && <Notice kind="error" title={text.notKept} />}
            {unread && <Notice kind="information" title={text.notRead} />}
            <ol class="people-list" ref={list}>
                {people.map((person, index) => (
                    <li key={person.rpps}>
                        <Button {...(index < 9 && { shortcut: String(index + 1) })} onPress={() => void choose(person)}>
                            {person.name}
                        </Button>
                    </li>
                ))}
            </ol>
            <Another open={unread} onChoose={(person) => void choose(person)} />
            <div class="actions">
                <Button kind="quiet" shortcut="Escape" onPress={onClose}>
                    {text.later}
                </Button>
            </div>
        </Dialog>
    );
}

/** A pharmacist who has no membership here, or any while the list cannot be read. */
function Another({ open, onChoose }: { readonly open: boolean; readonly onChoose: (person: Responsible) => void }) {
    const text = useTexts(texts).duty;
    const [person, setPerson] = useState<Responsible>({ name: "", rpps: "" });
    const [wrong, setWrong] = useState<readonly (keyof Responsible)[]>([]);
    const messages = { name: text.wrongName, rpps: text.wrongRpps };
    const submit = () => {
        const found = wrongIn(person);
        setWrong(found);
        if (!found.length) onChoose({ name: person.name.trim(), rpps: person.rpps });
    };
    const field = (name: keyof Responsible, span: number) => ({
        id: `duty-${name}`,
        label: text[name],
        value: person[name],
        span,
        error: wrong.includes(name) ? messages[name] : undefined,
    });
    return (
        <details open={open}>
            <summary>{text.other}</summary>
            <form
                onSubmit={(event) => {
                    event.preventDefault();
                    submit();
                }}
            >
                <Summary
                    title={text.summary}
                    errors={wrong.map((name) => ({ field: `duty-${name}`, message: messages[name] }))}
                />
                <div class="fields">
                    <Field {...field("name", 7)} onValue={(name) => setPerson({ ...person, name })} />
                    <Field
                        {...field("rpps", 5)}
                        hint={text.rppsHint}
                        input={{ inputMode: "numeric" }}
                        onValue={(rpps) => setPerson({ ...person, rpps: rpps.replace(/\D/g, "") })}
                    />
                </div>
                <div class="actions">
                    <Button kind="primary" submit onPress={submit}>
                        {text.choose}
                    </Button>
                </div>
            </form>
        </details>
    );
}

/** The pharmacists of the shop; without an answer, whoever is signed in, and the two fields. */
function useTeam({ relay, session }: Counter): { people: readonly Responsible[]; unread: boolean } {
    const own: readonly Candidate[] = session.value ? [{ ...session.value, state: "active" }] : [];
    const [members, setMembers] = useState<readonly Candidate[] | "unread" | undefined>();
    useEffect(() => {
        relay.json<readonly Candidate[]>("GET", "members").then(setMembers, () => setMembers("unread"));
    }, []);
    const listed = Array.isArray(members) ? (members as readonly Candidate[]) : [];
    return { people: pharmacistsOf([...own, ...listed]), unread: members === "unread" };
}
