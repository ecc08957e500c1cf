// One field of the page: its text, tint and error come from the page, Enter goes to the next field.

import { useTexts } from "../language";
import { Field, type FieldProps } from "../ui/field";
import type { FieldName } from "./draft";
import { idOf } from "./focus";
import type { Page } from "./page";
import texts from "./texts.json";

export interface PersonFieldProps {
    readonly page: Page;
    readonly name: FieldName;
    readonly span?: number;
    readonly optional?: boolean;
    readonly hint?: string | undefined;
    /** What stands in the field instead of its value. */
    readonly value?: string;
    readonly input?: FieldProps["input"];
}

export function PersonField({ page, name, input, hint, ...rest }: PersonFieldProps) {
    const props = useField(page, name);
    const onKeyDown = (event: KeyboardEvent) => {
        if (event.key !== "Enter") return;
        event.preventDefault();
        page.next(name);
    };
    return <Field {...props} {...rest} hint={props.hint ?? hint} input={{ ...props.input, onKeyDown, ...input }} />;
}

/** What every field of the page has. */
export function useField(page: Page, name: FieldName) {
    const text = useTexts(texts);
    const { values, filled } = page.draft.value;
    const found = page.wrong.value.get(name);
    const labels: Readonly<Partial<Record<FieldName, string>>> = text.fields;
    return {
        id: idOf(name),
        label: labels[name] ?? text.number,
        value: values[name],
        filled: filled.has(name),
        error: found?.stops ? found.message : undefined,
        hint: found && !found.stops ? found.message : undefined,
        onValue: (value: string) => page.type(name, value),
        input: { onBlur: () => page.leave(name) },
    };
}
