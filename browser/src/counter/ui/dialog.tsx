// A dialog over the page: it takes the focus, Escape closes it, the focus goes back to where it was.

import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

export interface DialogProps {
    readonly title: string;
    readonly onClose: () => void;
    readonly children: ComponentChildren;
    readonly wide?: boolean;
}

export function Dialog({ title, onClose, children, wide }: DialogProps) {
    const element = useRef<HTMLDialogElement>(null);
    useLayoutEffect(() => {
        const [dialog, before] = [element.current, document.activeElement];
        dialog?.showModal();
        return () => {
            dialog?.close();
            if (before instanceof HTMLElement) before.focus();
        };
    }, []);
    return (
        <dialog
            ref={element}
            class={wide ? "wide" : ""}
            aria-labelledby="dialog-title"
            onCancel={(event) => {
                event.preventDefault();
                onClose();
            }}
        >
            <h2 id="dialog-title">{title}</h2>
            {children}
        </dialog>
    );
}
