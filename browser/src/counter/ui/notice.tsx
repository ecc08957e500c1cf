// What a screen says about itself: something went wrong, nothing is here yet, all is done.

import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";

/** `kind` has a word, a shape and a colour: never colour alone. */
export function Notice({ kind, title, children }: NoticeProps) {
    return (
        <section class={`notice ${kind}`} role={kind === "error" ? "alert" : "status"}>
            <p class="title">{title}</p>
            {children}
        </section>
    );
}

export interface NoticeProps {
    readonly kind: "information" | "due" | "error" | "done";
    readonly title: string;
    readonly children?: ComponentChildren;
}

/** All errors of a form, above it: takes the focus when they change, each leads to its field. */
export function Summary({ title, errors }: SummaryProps) {
    const element = useRef<HTMLElement>(null);
    const signature = errors.map(({ field }) => field).join(" ");
    useEffect(() => {
        if (signature) element.current?.focus();
    }, [signature]);
    if (!errors.length) return null;
    return (
        <section class="notice error" role="alert" tabIndex={-1} ref={element}>
            <p class="title">{title}</p>
            <ul>
                {errors.map(({ field, message }) => (
                    <li key={field}>
                        <a
                            href={`#${field}`}
                            onClick={(event) => {
                                event.preventDefault();
                                document.getElementById(field)?.focus();
                            }}
                        >
                            {message}
                        </a>
                    </li>
                ))}
            </ul>
        </section>
    );
}

export interface SummaryProps {
    readonly title: string;
    readonly errors: readonly { readonly field: string; readonly message: string }[];
}

export function Empty({ title, children }: { readonly title: string; readonly children?: ComponentChildren }) {
    return (
        <section class="empty">
            <p class="title">{title}</p>
            {children}
        </section>
    );
}
