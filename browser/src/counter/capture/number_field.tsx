// The first field: a number, a name, four digits of a phone, whatever a scanner types. Once left, a number is masked.

import { useEffect, useState } from "preact/hooks";
import { shortName } from "../board/person";
import { birthInWords, dayInWords } from "../board/days";
import { useCounter } from "../app";
import { fill, useTexts } from "../language";
import type { Prefill } from "../prefill/waiting";
import { read } from "../scan/burst";
import { readTypedIns } from "../scan/ins";
import { readings } from "../scan/layouts";
import { deliver } from "../scan/scanner";
import { isCall, masked, readNumber } from "./number";
import type { Page } from "./page";
import { useField } from "./person_field";
import { find, type Returning } from "./returning";
import { SuggestField, type Option } from "./suggest";
import texts from "./texts.json";

/** Whoever types more means a name, which may be another person's: then Enter takes nobody who was not chosen. */
const FIRST_LETTERS = 3;

export interface NumberFieldProps {
    readonly page: Page;
    readonly people: readonly Returning[];
    readonly prefills: readonly Prefill[];
    /** Somebody looks for a name: those of the last days are wanted. */
    readonly onName: () => void;
    /** Somebody says digits that nobody here waits with. */
    readonly onDigits: () => void;
}

export function NumberField({ page, people, prefills, onName, onDigits }: NumberFieldProps) {
    const [focused, setFocused] = useState(false);
    const field = useField(page, "number");
    const text = useTexts(texts);
    const { demo } = useCounter().configuration;
    const options = useOptions({ page, people, prefills });
    const calledBy = (value: string) => (isCall(value) ? prefills.find(({ number }) => number === value) : undefined);
    const late = focused ? calledBy(field.value) : undefined;
    useEffect(() => {
        if (late) page.take(late); // who waits became known after the last digit
    }, [late]);
    const type = (value: string) => {
        const scanned = readTypedIns(value);
        if (scanned) return page.scan(scanned);
        const called = calledBy(value);
        if (called) return page.take(called);
        if (/\p{L}/u.test(value)) onName();
        if (/^\d{2,4}$/.test(value)) onDigits();
        page.type("number", value);
    };
    return (
        <SuggestField
            {...field}
            hint={field.hint ?? (demo && !field.error ? text.demo : undefined)}
            value={focused ? field.value : masked(field.value)}
            options={options}
            preselect={field.value.trim().length <= FIRST_LETTERS || /^\d/.test(field.value)}
            onValue={type}
            onEnter={() => enter(page, field.value)}
            input={{
                "data-readings": "",
                onFocus: () => setFocused(true),
                onBlur: () => {
                    setFocused(false);
                    field.input.onBlur();
                },
            }}
        />
    );
}

// A slow scanner's box ends with Enter, and stands here as text.
function enter(page: Page, value: string): void {
    const scan = value.length >= 24 ? read(readings(value)) : undefined;
    if (scan?.kind !== "kit") return page.next("number");
    page.put({ ...page.draft.value, values: { ...page.draft.value.values, number: "" } });
    deliver(scan);
}

function useOptions({
    page,
    people,
    prefills,
}: Pick<NumberFieldProps, "page" | "people" | "prefills">): readonly Option[] {
    const text = useTexts(texts);
    const { language } = useCounter();
    const value = page.draft.value.values.number.trim();
    if (/^\d{1,4}$/.test(value)) {
        const called = prefills.filter(({ number }) => number.startsWith(value)).slice(0, 4);
        return called.map((prefill) => ({
            key: prefill.number,
            label: `${prefill.number} · ${shortName(prefill.person)}`,
            detail: fill(text.prefill, { number: prefill.number }),
            take: () => page.take(prefill),
        }));
    }
    if (!page.isNew || readNumber(value).kind !== "name") return [];
    return find(people, value).map((one, index) => ({
        key: String(index),
        label: `${shortName(one.person)} · ${bornOf(one, language.value)}`,
        detail: fill(text.returning, { day: dayInWords(one.day, language.value) }),
        take: () => page.comeBack(one),
    }));
}

function bornOf({ person }: Returning, language: "fr" | "en"): string {
    const identity = person["identity"] as { readonly birth_date?: string } | undefined;
    return identity?.birth_date ? birthInWords(identity.birth_date, language) : "";
}
