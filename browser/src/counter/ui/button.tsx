// A button with its key printed on it: one primary action a screen, bottom left of its card.

import type { ComponentChildren } from "preact";
import { useCounter } from "../app";
import { labelOf, useShortcut } from "./shortcut";

export interface ButtonProps {
    readonly children: ComponentChildren;
    readonly onPress: () => void;
    readonly kind?: "primary" | "secondary" | "quiet" | "danger";
    /** `F2`, `Alt+N`: shown, and it presses the button. */
    readonly shortcut?: string;
    readonly disabled?: boolean;
    readonly id?: string;
    readonly name?: string;
    readonly submit?: boolean;
}

export function Button({ children, onPress, kind = "secondary", shortcut, disabled, id, name, submit }: ButtonProps) {
    useShortcut(disabled ? undefined : shortcut, onPress);
    const { language } = useCounter();
    return (
        <button
            type={submit ? "submit" : "button"}
            class={`button ${kind}`}
            disabled={disabled ?? false}
            {...(id && { id })}
            {...(name && { "aria-label": name })}
            {...(shortcut && { "aria-keyshortcuts": shortcut })}
            onClick={(event) => {
                if (submit) event.preventDefault();
                onPress();
            }}
        >
            {children}
            {shortcut && <kbd aria-hidden="true">{labelOf(shortcut, language.value)}</kbd>}
        </button>
    );
}
