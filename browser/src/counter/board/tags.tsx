// What is to know of a person at the counter, in a few words each.

import { useCounter } from "../app";
import type { Item, Row } from "../contracts";
import { fill, useTexts } from "../language";
import { dayInWords } from "./days";
import { dayOf } from "./due";
import { seconds } from "./now";
import { companion, gapsOf, hasNumber, isMinor } from "./person";
import texts from "./texts.json";

interface Tag {
    readonly words: string;
    readonly kind: "plain" | "due" | "wrong";
}

export function Tags({ row }: { readonly row: Row }) {
    const text = useTexts(texts);
    const { language } = useCounter();
    const { item } = row;
    const tags: readonly Tag[] = [
        ...(row.day === dayOf(seconds())
            ? []
            : [plain(fill(text.tag.day, { date: dayInWords(row.day, language.value) }))]),
        ...(item
            ? [...personTags(item, text.tag), ...consentTags(item, text.tag), ...visitTags(row, item, text.tag)]
            : []),
        ...(row.unsent ? [plain(text.state.unsent)] : []),
        ...(item?.aside?.length ? [{ words: text.state.aside, kind: "due" } as const] : []),
    ];
    return tags.map(({ words, kind }) => (
        <span key={words} class={`tag ${kind}`}>
            {words}
        </span>
    ));
}

type TagTexts = (typeof texts)["fr"]["tag"];

function personTags({ person, prefill }: Item, text: TagTexts): readonly Tag[] {
    const today = new Date().toISOString().slice(0, 10);
    const who = companion(person);
    return [
        ...(who ? [plain(fill(text.childWith, { who }))] : isMinor(person, today) ? [plain(text.child)] : []),
        ...(prefill ? [plain(fill(text.prefill, { number: prefill }))] : []),
        ...(hasNumber(person) ? [] : [plain(text.noNumber)]),
    ];
}

function consentTags({ consent }: Item, text: TagTexts): readonly Tag[] {
    if (consent.test === false) return [{ words: text.consentRefused, kind: "wrong" }];
    const words = { test: text.consentTest, identity: text.consentIdentity };
    return gapsOf(consent).map((gap) => ({ words: words[gap], kind: "due" }));
}

function visitTags({ state }: Row, { rounds, ticket }: Item, text: TagTexts): readonly Tag[] {
    const count = rounds.length;
    return [
        ...(count > 1 ? [plain(fill(count === 2 ? text.repeat : text.repeatMany, { count }))] : []),
        ...(ticket?.secret && state !== "waiting" ? [{ words: text.ticket, kind: "due" } as const] : []),
    ];
}

function plain(words: string): Tag {
    return { words, kind: "plain" };
}
