// The doctor's copy as two files for the pharmacy's own secure mailbox: this page sends none.

import { useState } from "preact/hooks";
import { useCounter } from "../app";
import type { Row } from "../contracts";
import { useTexts } from "../language";
import { saveFile } from "../saving";
import { Button } from "../ui/button";
import { Notice } from "../ui/notice";
import { wordsOf } from "./deeds";
import { doctorCopy, documentText, type DoctorCopy } from "./doctor";
import texts from "./texts.json";

export function DoctorFiles({ row }: { readonly row: Row }) {
    const text = useTexts(texts);
    const { ring, language, configuration } = useCounter();
    const [making, setMaking] = useState(false);
    const [wrong, setWrong] = useState("");
    const save = async (write: (copy: DoctorCopy) => Promise<void>): Promise<void> => {
        if (!ring.value) return;
        setMaking(true);
        try {
            const copy = doctorCopy(row, ring.value.log);
            if (copy) await write(copy);
            setWrong("");
        } catch (error) {
            setWrong(wordsOf(error, language.value, text.correct));
        } finally {
            setMaking(false);
        }
    };
    return (
        <section class="doctor">
            {wrong && <Notice kind="error" title={wrong} />}
            <div class="actions">
                <Button shortcut="F4" onPress={() => void save(saveDocument)}>
                    {text.person.doctor}
                </Button>
                <Button
                    shortcut="F6"
                    disabled={making}
                    onPress={() => void save((copy) => savePdf(copy, configuration))}
                >
                    {making ? text.person.making : text.person.pdf}
                </Button>
            </div>
            <p class="aside">{text.person.doctorHow}</p>
        </section>
    );
}

async function saveDocument(copy: DoctorCopy): Promise<void> {
    saveFile(`${copy.name}.xml`, "application/xml", [documentText(copy)]);
}

async function savePdf(copy: DoctorCopy, { demo }: { readonly demo: boolean }): Promise<void> {
    const { doctorPdf } = await import("./pdf");
    saveFile(`${copy.name}.pdf`, "application/pdf", [await doctorPdf(copy, { demo })]);
}
