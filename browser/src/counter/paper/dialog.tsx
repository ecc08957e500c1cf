// Everything that can be printed for a person, and on which paper.

import { useState } from "preact/hooks";
import { useCounter } from "../app";
import type { Row } from "../contracts";
import { forgetTicket } from "../handover/forget";
import { fill, LANGUAGES, useTexts, type Language } from "../language";
import { Button } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { Choice } from "../ui/field";
import { useSetting } from "../shell/setting";
import { FORMAT_SETTING, FORMATS, USUAL_FORMAT } from "./format";
import { printLabel, printPoster, printResult, printTicket } from "./prints";
import texts from "./texts.json";

export function PrintDialog({ row, onClose }: { readonly row: Row; readonly onClose: () => void }) {
    const counter = useCounter();
    const text = useTexts(texts).dialog;
    const [language, setLanguage] = useState<Language>(counter.language.value);
    const [said, say] = useState("");
    const printed = (done: boolean | void) => say(done === false ? "" : text.printed);
    const ticket = async () => {
        if (row.item?.ticket?.secret) void counter.outbox.announce(row);
        printed(await printTicket(row, counter, language));
        await forgetTicket(row, counter);
    };
    const [hasTicket, hasResult] = [row.item?.ticket?.secret !== undefined, row.state === "sent"];
    return (
        <Dialog title={fill(text.title, { number: row.number })} onClose={onClose}>
            <div class="choices">
                <Button shortcut="1" disabled={!hasTicket} onPress={() => void ticket()}>
                    {text.ticket}
                </Button>
                <Button shortcut="2" onPress={() => void printLabel(row, counter, language).then(printed)}>
                    {text.label}
                </Button>
                <Button
                    shortcut="3"
                    disabled={!hasResult}
                    onPress={() => void printResult(row, counter, language).then(printed)}
                >
                    {text.result}
                </Button>
                <Button shortcut="4" onPress={() => void printPoster(counter, language).then(printed)}>
                    {text.poster}
                </Button>
            </div>
            {!hasTicket && <p class="hint">{text.noTicket}</p>}
            {!hasResult && <p class="hint">{text.noResult}</p>}
            <div class="fields">
                <FormatChoice />
                <Choice
                    id="paper-language"
                    label={text.language}
                    value={language}
                    span={6}
                    options={LANGUAGES.map((one) => [one, text.languages[one]] as const)}
                    onValue={setLanguage}
                />
            </div>
            <p role="status">{said}</p>
            <div class="actions">
                <Button kind="quiet" shortcut="Escape" onPress={onClose}>
                    {text.close}
                </Button>
            </div>
        </Dialog>
    );
}

export function FormatChoice() {
    const text = useTexts(texts).dialog;
    const [format, setFormat] = useSetting(FORMAT_SETTING, USUAL_FORMAT);
    return (
        <Choice
            id="paper-format"
            label={text.format}
            value={format}
            span={6}
            options={FORMATS.map((one) => [one, text.formats[one]] as const)}
            onValue={setFormat}
        />
    );
}
