// One's passkeys: which sign in, which open too; adding one and removing one.

import { useState } from "preact/hooks";
import { hex } from "../../envelope/bytes";
import { useCounter } from "../app";
import { addPasskey, removeKey, removePasskey } from "../keys/changing";
import { fill, useTexts } from "../language";
import { Button } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { Field } from "../ui/field";
import { Notice } from "../ui/notice";
import { Failure, useAttempt } from "./attempt";
import { dayOf } from "./days";
import type { Mine } from "./keys";
import texts from "./texts.json";

/** As `GET passkeys` has it; times in seconds since 1970. */
export interface Passkey {
    readonly id: number;
    readonly label: string;
    readonly created: number;
    readonly used?: number;
}

/** A passkey and its access key have the same label: what has only one of them signs in only, or opens only. */
interface Line {
    readonly label: string;
    readonly passkey?: Passkey;
    readonly sign?: string;
}

export function Passkeys({ mine }: { readonly mine: Mine }) {
    const text = useTexts(texts).keys;
    const [open, setOpen] = useState<"add" | Line | undefined>(undefined);
    const [added, setAdded] = useState<boolean | undefined>(undefined);
    const lines = linesOf(mine);
    const close = () => {
        setOpen(undefined);
        mine.look();
    };
    return (
        <section class="card">
            <header>
                <h2>{text.passkeys}</h2>
                <span class="aside">{text.passkeysLead}</span>
            </header>
            <div class="inside">
                {added !== undefined && (
                    <Notice kind={added ? "done" : "due"} title={added ? text.added : text.addedNoPrf} />
                )}
                <ul class="key-list">
                    {lines.map((line) => (
                        <One key={line.passkey?.id ?? line.sign} line={line} onRemove={() => setOpen(line)} />
                    ))}
                </ul>
            </div>
            <footer>
                <Button shortcut="Alt+A" onPress={() => setOpen("add")}>
                    {text.add}
                </Button>
            </footer>
            {open === "add" && <Adding taken={lines.map(({ label }) => label)} onAdded={setAdded} onClose={close} />}
            {open && open !== "add" && <Removing line={open} onClose={close} />}
        </section>
    );
}

function linesOf({ passkeys, access }: Mine): readonly Line[] {
    const keys = access.filter(({ kind }) => kind === "passkey");
    const lines = passkeys.map((passkey): Line => {
        const sign = keys.find(({ label }) => label === passkey.label)?.sign;
        return { label: passkey.label, passkey, ...(sign && { sign }) };
    });
    const orphans = keys.filter(({ sign }) => !lines.some((line) => line.sign === sign));
    return [...lines, ...orphans.map(({ label, sign }) => ({ label, sign }))];
}

function One({ line, onRemove }: { readonly line: Line; readonly onRemove: () => void }) {
    const text = useTexts(texts).keys;
    const { ring, language } = useCounter();
    const { label, passkey, sign } = line;
    const isActing = ring.value !== undefined && hex(ring.value.member.publicKey) === sign;
    const what = !passkey ? text.orphan : sign ? text.opens : text.signsOnly;
    const created = passkey && fill(text.created, { date: dayOf(passkey.created, language.value) });
    return (
        <li>
            <div class="who">
                <strong>{label}</strong> {isActing && <span class="tag">{text.inUse}</span>}
                <p class="aside">
                    {what}
                    {created && <> · {created}</>}
                </p>
            </div>
            {!isActing && (
                <Button kind="danger" name={`${text.remove}, ${label}`} onPress={onRemove}>
                    {text.remove}
                </Button>
            )}
        </li>
    );
}

interface AddingProps {
    readonly taken: readonly string[];
    readonly onAdded: (opens: boolean) => void;
    readonly onClose: () => void;
}

function Adding({ taken, onAdded, onClose }: AddingProps) {
    const all = useTexts(texts);
    const text = all.keys;
    const { keyring, language } = useCounter();
    const attempt = useAttempt();
    const [label, setLabel] = useState(
        free(fill(all.labels.passkey, { date: dayOf(keyring.now, language.value) }), taken),
    );
    const add = () =>
        attempt.run(async () => {
            onAdded(await addPasskey(keyring, free(label.trim() || all.kinds.passkey, taken)));
            onClose();
        });
    return (
        <Dialog title={text.add} onClose={onClose}>
            <Failure code={attempt.failure} />
            <form
                onSubmit={(event) => {
                    event.preventDefault();
                    add();
                }}
            >
                <Field
                    id="passkey-label"
                    label={text.addLabel}
                    hint={text.addHint}
                    value={label}
                    onValue={setLabel}
                    input={{ maxLength: 60 }}
                />
                <div class="actions">
                    <Button kind="primary" shortcut="F2" submit onPress={add} disabled={attempt.busy}>
                        {attempt.busy ? all.join.waiting : text.addGo}
                    </Button>
                    <Button kind="quiet" shortcut="Escape" onPress={onClose}>
                        {all.cancel}
                    </Button>
                </div>
            </form>
        </Dialog>
    );
}

/** The label, with a number behind it where another key has it. */
function free(label: string, taken: readonly string[]): string {
    const numbered = [label, ...taken.map((_, at) => `${label} (${at + 2})`)];
    return numbered.find((one) => !taken.includes(one)) ?? label;
}

function Removing({ line, onClose }: { readonly line: Line; readonly onClose: () => void }) {
    const all = useTexts(texts);
    const text = all.keys;
    const { keyring } = useCounter();
    const attempt = useAttempt();
    const remove = () =>
        attempt.run(async () => {
            const keys = line.sign ? [line.sign] : [];
            if (line.passkey) await removePasskey(keyring, line.passkey.id, ...keys);
            else await removeKey(keyring, ...keys);
            onClose();
        });
    return (
        <Dialog title={fill(text.removeTitle, { label: line.label })} onClose={onClose}>
            <Failure code={attempt.failure} />
            <p>{text.removeBody}</p>
            <div class="actions">
                <Button kind="danger" shortcut="F2" onPress={remove} disabled={attempt.busy}>
                    {text.remove}
                </Button>
                <Button kind="quiet" shortcut="Escape" onPress={onClose}>
                    {all.cancel}
                </Button>
            </div>
        </Dialog>
    );
}
