// A class list: thirty people pasted or typed, on the board in one go, with the contact of the page.

import { useState } from "preact/hooks";
import { useCounter } from "../app";
import { seconds } from "../board/now";
import type { Consent, Item } from "../contracts";
import { fill, useTexts } from "../language";
import { Button } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { Check } from "../ui/field";
import { Notice, Summary } from "../ui/notice";
import type { Page } from "./page";
import { MOST, readPeople, type Listed } from "./people_list";
import { listedItem } from "./item";
import { section } from "../../record/statistics";
import { personOf } from "./person";
import texts from "./texts.json";

const FIELD = "people-list";

export interface PeopleListProps {
    readonly page: Page;
    readonly onClose: () => void;
}

export function PeopleList({ page, onClose }: PeopleListProps) {
    const text = useTexts(texts).people;
    const list = useList(page, onClose);
    return (
        <Dialog title={text.title} wide onClose={onClose}>
            <p>{text.body}</p>
            <Summary title={text.summary} errors={list.errors.map((message) => ({ field: FIELD, message }))} />
            {list.stopped && <Notice kind="error" title={fill(text.failed, list.counts)} />}
            <div class="field">
                <label for={FIELD}>{text.label}</label>
                <textarea
                    id={FIELD}
                    rows={10}
                    spellcheck={false}
                    placeholder={text.example}
                    value={list.pasted}
                    onInput={(event) => list.paste(event.currentTarget.value)}
                />
                <p class="hint" role="status">
                    {fill(list.people.length === 1 ? text.found.one : text.found.many, { count: list.people.length })}
                </p>
            </div>
            <p class="hint">{list.hasContact ? text.contact : text.noContact}</p>
            <Check
                id="people-authorised"
                label={text.authorised}
                checked={list.authorised}
                onChecked={list.authorise}
            />
            <div class="actions">
                <Button kind="primary" shortcut="F2" disabled={list.busy} onPress={() => void list.add()}>
                    {list.busy ? fill(text.progress, list.counts) : text.submit}
                </Button>
                <Button kind="quiet" shortcut="Escape" onPress={onClose}>
                    {useTexts(texts).cancel}
                </Button>
            </div>
        </Dialog>
    );
}

function useList(page: Page, onClose: () => void) {
    const { items } = useCounter();
    const text = useTexts(texts).people;
    const [pasted, setPasted] = useState("");
    const [authorised, authorise] = useState(false);
    const [done, setDone] = useState(0);
    const [state, setState] = useState<"typing" | "busy" | "stopped">("typing");
    const [tried, setTried] = useState(false);
    const { people, unread } = readPeople(pasted, new Date());
    const contact = section(personOf(page.draft.value, page.setting()), "contact");
    const found = [...unread.map(({ line, missing }) => fill(text[missing], { line })), ...tooMany(people, text)];
    const wrong = people.length || found.length ? found : [text.none];
    const add = async () => {
        setTried(true);
        if (state === "busy" || wrong.length) return;
        setState("busy");
        try {
            const shared = { page, consent: authorised ? { test: true, identity: true } : {} };
            await addEach(people.slice(done), shared, items.add.bind(items), () => setDone((count) => count + 1));
            onClose();
        } catch {
            setState("stopped");
        }
    };
    return {
        ...{ pasted, people, authorised, authorise, add },
        errors: tried ? wrong : [],
        paste: (value: string) => (setPasted(value), setTried(false)),
        hasContact: Object.keys(contact).length > 0,
        busy: state === "busy",
        stopped: state === "stopped",
        counts: { done, all: people.length },
    };
}

async function addEach(
    people: readonly Listed[],
    { page, consent }: { readonly page: Page; readonly consent: Consent },
    add: (item: Item) => Promise<unknown>,
    onAdded: () => void,
): Promise<void> {
    for (const one of people) {
        await add(listedItem(one, page.draft.value, page.setting(), { consent, now: seconds() }));
        onAdded();
    }
}

function tooMany(people: readonly Listed[], text: { readonly tooMany: string }): readonly string[] {
    return people.length > MOST ? [fill(text.tooMany, { count: people.length - MOST })] : [];
}
