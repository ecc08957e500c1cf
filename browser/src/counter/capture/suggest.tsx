// A field with what it may mean below it: arrows move, Enter takes, Escape keeps what was typed.

import { useEffect, useState } from "preact/hooks";
import { Field, type FieldProps } from "../ui/field";

export interface Option {
    readonly key: string;
    readonly label: string;
    readonly detail?: string;
    readonly take: () => void;
}

/** What a field that suggests may be told besides: few things, since Preact's own type of all of them is a union of hundreds. */
export interface SuggestInput {
    readonly onFocus?: () => void;
    readonly onBlur?: () => void;
    readonly "data-readings"?: string;
}

export interface SuggestProps extends Omit<FieldProps, "input"> {
    readonly input?: SuggestInput;
    readonly options: readonly Option[];
    /** Whether Enter takes the first without an arrow; it does unless told otherwise. */
    readonly preselect?: boolean;
    /** Enter with nothing to take. */
    readonly onEnter: () => void;
}

export function SuggestField({ options, onEnter, preselect = true, input = {}, ...field }: SuggestProps) {
    const first = preselect ? 0 : -1;
    const [active, setActive] = useState(first);
    const [closed, setClosed] = useState("");
    const [focused, setFocused] = useState(false);
    const offered = options.map(({ key }) => key).join("\n");
    useEffect(() => setActive(first), [offered, first]);
    const open = focused && options.length > 0 && closed !== field.value;
    const list = `${field.id}-list`;
    const press = (event: KeyboardEvent) => {
        const taken = open && options[active];
        const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
        if (open && step) setActive((Math.max(active, step > 0 ? -1 : 0) + step + options.length) % options.length);
        else if (open && event.key === "Escape") setClosed(field.value);
        else if (event.key === "Enter" && taken) taken.take();
        else if (event.key === "Enter") onEnter();
        else return;
        event.preventDefault();
        event.stopPropagation();
    };
    return (
        <Field {...field} input={{ ...input, ...combobox(open, list, active), ...listeners(input, press, setFocused) }}>
            {open && <Options id={list} label={field.label} options={options} active={active} />}
        </Field>
    );
}

function Options({ id, label, options, active }: OptionsProps) {
    return (
        <ul id={id} class="options" role="listbox" aria-label={label}>
            {options.map(({ key, label: words, detail, take }, index) => (
                <li
                    key={key}
                    id={`${id}-${index}`}
                    role="option"
                    aria-selected={index === active}
                    onMouseDown={(event) => {
                        event.preventDefault();
                        take();
                    }}
                >
                    <span>{words}</span>
                    {detail && <span class="detail">{detail}</span>}
                    {index === active && <kbd aria-hidden="true">↵</kbd>}
                </li>
            ))}
        </ul>
    );
}

interface OptionsProps {
    readonly id: string;
    readonly label: string;
    readonly options: readonly Option[];
    readonly active: number;
}

interface Combobox {
    readonly role: "combobox";
    readonly "aria-autocomplete": "list";
    readonly "aria-expanded": boolean;
    readonly "aria-controls"?: string;
    readonly "aria-activedescendant"?: string;
}

function combobox(open: boolean, list: string, active: number): Combobox {
    const closed = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": open } as const;
    if (!open) return closed;
    return { ...closed, "aria-controls": list, ...(active >= 0 && { "aria-activedescendant": `${list}-${active}` }) };
}

function listeners(input: SuggestInput, onKeyDown: (event: KeyboardEvent) => void, setFocused: (on: boolean) => void) {
    return {
        onKeyDown,
        onFocus() {
            setFocused(true);
            input.onFocus?.();
        },
        onBlur() {
            setFocused(false);
            input.onBlur?.();
        },
    };
}
