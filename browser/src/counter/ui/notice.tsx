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

/**
 * All errors of a form, above it, each leading to its field. It takes the focus when one appears; whoever mends one keeps
 * the keys where they are.
 */
export function Summary({ title, errors }: SummaryProps) {
    const element = useRef<HTMLElement>(null);
    const seen = useRef(new Set<string>());
    const signature = errors.map(({ field }) => field).join(" ");
    useEffect(() => {
        const fields = signature.split(" ").filter(Boolean);
        if (fields.some((field) => !seen.current.has(field))) element.current?.focus();
        seen.current = new Set(fields.length ? [...seen.current, ...fields] : []);
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
