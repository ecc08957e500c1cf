// The ticket on the screen, large: to be scanned at once, or printed. What was handed over cannot be shown again.

import { useEffect, useState } from "preact/hooks";
import { useCounter } from "../app";
import { shortName } from "../board/person";
import type { Row } from "../contracts";
import { useTexts } from "../language";
import { Qr } from "../paper/qr";
import { Button } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { Notice } from "../ui/notice";
import { forgetTicket } from "./forget";
import texts from "./texts.json";
import { linkOf } from "./ticket";

export interface HandoverProps {
    readonly row: Row;
    readonly onClose: () => void;
    /** Enter: it was handed over, and the swab is next. */
    readonly onSwab: () => void;
}

export function Handover({ row, onClose, onSwab }: HandoverProps) {
    const text = useTexts(texts);
    const [said, say] = useState<"printed" | "trouble">();
    const { link, forget, print, label } = useTicket(row, say);
    const give = (next: () => void) => () => void forget().then(next, () => say("trouble"));
    const waits = row.state === "waiting";
    return (
        <Dialog title={text.titleReady} wide onClose={onClose}>
            <div class="handover">
                {link && <Qr text={link} label={text.scan} />}
                <div>
                    <p class="number">{row.number}</p>
                    {row.item && <p class="name">{shortName(row.item.person)}</p>}
                    <p>{link ? text.scan : text.gone}</p>
                    {row.item?.ticket?.code ? <Code code={row.item.ticket.code} /> : <p class="hint">{text.born}</p>}
                    <p role="status">{said === "printed" && text.printed}</p>
                    {said === "trouble" && <Notice kind="error" title={text.trouble} />}
                </div>
            </div>
            <div class="actions">
                <Button kind="primary" shortcut="Enter" onPress={give(waits ? onSwab : onClose)}>
                    {waits ? text.swab : text.given}
                </Button>
                {waits && (
                    <Button shortcut="W" onPress={give(onClose)}>
                        {text.givenLater}
                    </Button>
                )}
                <Button shortcut="P" onPress={() => void print()}>
                    {text.print}
                </Button>
                <Button shortcut="L" onPress={() => void label()}>
                    {text.label}
                </Button>
                <Button kind="quiet" shortcut="Escape" onPress={said === "printed" ? give(onClose) : onClose}>
                    {text.later}
                </Button>
            </div>
        </Dialog>
    );
}

/** The link as it was when the dialog opened: shown until it closes, also after it was forgotten. */
function useTicket(row: Row, say: (said: "printed" | "trouble") => void) {
    const counter = useCounter();
    const [opened] = useState(row);
    const { language } = counter;
    const ticket = opened.item?.ticket;
    const prints = () => import("../paper/prints");
    useEffect(() => {
        // A phone that scans it at once reads "waiting".
        if (ticket?.secret) void counter.outbox.announce(opened);
    }, []);
    return {
        link: ticket && linkOf(ticket, window.location.origin),
        forget: () => forgetTicket(row, counter),
        print: async () => {
            const { printTicket } = await prints();
            if (await printTicket(opened, counter, language.value)) say("printed");
        },
        label: async () => (await prints()).printLabel(opened, counter, language.value),
    };
}

function Code({ code }: { readonly code: string }) {
    const text = useTexts(texts);
    return (
        <>
            <p class="label">{text.code}</p>
            <p class="code">{code.replace(/(\d{3})/, "$1\u00a0")}</p>
            <p class="hint">{text.codeWhy}</p>
        </>
    );
}
