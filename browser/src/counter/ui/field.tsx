// A labelled field: what the machine filled looks different and can be overtyped, the error stands under it.

import type { ComponentChildren, InputHTMLAttributes } from "preact";
import { useCounter } from "../app";

export interface FieldProps {
    readonly id: string;
    readonly label: string;
    readonly value: string;
    readonly onValue: (value: string) => void;
    readonly hint?: string | undefined;
    readonly error?: string | undefined;
    /** Filled by the machine: tinted until somebody types. */
    readonly filled?: boolean;
    readonly optional?: boolean;
    /** Width in the twelve columns of the form. */
    readonly span?: number;
    readonly input?: InputHTMLAttributes<HTMLInputElement>;
    readonly children?: ComponentChildren;
}

export function Field({
    id,
    label,
    value,
    onValue,
    hint,
    error,
    filled,
    optional,
    span = 12,
    input,
    children,
}: FieldProps) {
    const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ");
    return (
        <div class={`field span-${span}${filled ? " filled" : ""}`}>
            <label for={id}>
                {label}
                {optional && <Optional />}
            </label>
            <input
                id={id}
                value={value}
                autocomplete="off"
                spellcheck={false}
                {...input}
                {...(error && { "aria-invalid": "true" })}
                {...(described && { "aria-describedby": described })}
                onInput={(event) => onValue(event.currentTarget.value)}
            />
            {children}
            {hint && (
                <p class="hint" id={`${id}-hint`}>
                    {hint}
                </p>
            )}
            {error && (
                <p class="error" id={`${id}-error`}>
                    {error}
                </p>
            )}
        </div>
    );
}

export function Check({ id, label, checked, onChecked, error }: CheckProps) {
    return (
        <div class="check">
            <input
                id={id}
                type="checkbox"
                checked={checked}
                {...(error && { "aria-invalid": "true", "aria-describedby": `${id}-error` })}
                onChange={(event) => onChecked(event.currentTarget.checked)}
            />
            <label for={id}>{label}</label>
            {error && (
                <p class="error" id={`${id}-error`}>
                    {error}
                </p>
            )}
        </div>
    );
}

export interface CheckProps {
    readonly id: string;
    readonly label: string;
    readonly checked: boolean;
    readonly onChecked: (checked: boolean) => void;
    readonly error?: string | undefined;
}

export interface ChoiceProps<Value extends string> {
    readonly id: string;
    readonly label: string;
    readonly value: Value;
    readonly options: readonly (readonly [value: Value, label: string])[];
    readonly onValue: (value: Value) => void;
    readonly error?: string | undefined;
    readonly filled?: boolean;
    readonly span?: number;
}

export function Choice<Value extends string>(props: ChoiceProps<Value>) {
    const { id, label, value, options, onValue, error, filled, span = 12 } = props;
    return (
        <div class={`field span-${span}${filled ? " filled" : ""}`}>
            <label for={id}>{label}</label>
            <select
                id={id}
                value={value}
                {...(error && { "aria-invalid": "true", "aria-describedby": `${id}-error` })}
                onChange={(event) => onValue(event.currentTarget.value as Value)}
            >
                {options.map(([key, words]) => (
                    <option key={key} value={key}>
                        {words}
                    </option>
                ))}
            </select>
            {error && (
                <p class="error" id={`${id}-error`}>
                    {error}
                </p>
            )}
        </div>
    );
}

function Optional() {
    return <span class="optional"> {useCounter().language.value === "fr" ? "facultatif" : "optional"}</span>;
}
