// Inviting: a name, a role, perhaps a last day; then a link, shown once.

import { useState } from "preact/hooks";
import { useCounter } from "../app";
import type { Role } from "../contracts";
import { freshly } from "../keys/entering";
import { fill, useTexts } from "../language";
import { Button } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { Choice, Field } from "../ui/field";
import { Failure, useAttempt } from "./attempt";
import { digits, isEmail, rppsProblem } from "./checks";
import { endOfDay } from "./days";
import texts from "./texts.json";

interface Form {
    readonly name: string;
    readonly role: Role;
    readonly rpps: string;
    readonly email: string;
    readonly until: string;
}

interface Link {
    readonly link: string;
    readonly mailed?: boolean;
}

export const ROLES = ["member", "reader", "titular"] as const satisfies readonly Role[];

export function InviteDialog({ onClose }: { readonly onClose: () => void }) {
    const all = useTexts(texts);
    const text = all.members;
    const [made, setMade] = useState<(Link & { readonly name: string }) | undefined>(undefined);
    const title = made ? fill(text.linkTitle, { name: made.name }) : text.inviteTitle;
    return (
        <Dialog title={title} onClose={onClose}>
            {made ? <Made {...made} onClose={onClose} /> : <InviteForm onClose={onClose} onMade={setMade} />}
        </Dialog>
    );
}

interface InviteFormProps {
    readonly onClose: () => void;
    readonly onMade: (made: Link & { readonly name: string }) => void;
}

function InviteForm({ onClose, onMade }: InviteFormProps) {
    const all = useTexts(texts);
    const text = all.members;
    const { relay, keyring } = useCounter();
    const [form, setForm] = useState<Form>({ name: "", role: "member", rpps: "", email: "", until: "" });
    const [isChecked, setChecked] = useState(false);
    const attempt = useAttempt();
    const wrong = wrongIn(form);
    const errorOf = (field: keyof typeof text.errors) =>
        isChecked && wrong.includes(field) ? text.errors[field] : undefined;
    const set = (name: keyof Form) => (value: string) => setForm({ ...form, [name]: value });
    const send = () => {
        setChecked(true);
        if (wrong.length) return document.getElementById(`invite-${wrong[0]}`)?.focus();
        attempt.run(async () => {
            const invite = () => relay.json<Link>("POST", "invitations", bodyOf(form));
            onMade({ ...(await freshly(keyring, invite)), name: form.name });
        });
    };
    return (
        <form
            noValidate
            onSubmit={(event) => {
                event.preventDefault();
                send();
            }}
        >
            <Failure code={attempt.failure} />
            <div class="fields">
                <Field
                    id="invite-name"
                    label={text.name}
                    value={form.name}
                    onValue={set("name")}
                    error={errorOf("name")}
                    input={{ maxLength: 80 }}
                />
                <Choice
                    id="invite-role"
                    label={text.role}
                    value={form.role}
                    options={ROLES.map((role) => [role, `${all.roles[role]} – ${all.roleHints[role]}`] as const)}
                    onValue={set("role")}
                />
                <Field
                    id="invite-rpps"
                    label={text.rpps}
                    optional
                    span={6}
                    hint={text.rppsHint}
                    value={form.rpps}
                    onValue={set("rpps")}
                    error={errorOf("rpps")}
                    input={{ inputMode: "numeric", maxLength: 15 }}
                />
                <Field
                    id="invite-until"
                    label={text.untilField}
                    optional
                    span={6}
                    hint={text.untilHint}
                    value={form.until}
                    onValue={set("until")}
                    error={errorOf("until")}
                    input={{ type: "date" }}
                />
                <Field
                    id="invite-email"
                    label={text.email}
                    optional
                    hint={text.emailHint}
                    value={form.email}
                    onValue={set("email")}
                    error={errorOf("email")}
                    input={{ type: "email", maxLength: 254 }}
                />
            </div>
            <div class="actions">
                <Button kind="primary" shortcut="F2" submit onPress={send} disabled={attempt.busy}>
                    {text.send}
                </Button>
                <Button kind="quiet" shortcut="Escape" onPress={onClose}>
                    {all.cancel}
                </Button>
            </div>
        </form>
    );
}

function wrongIn({ name, rpps, email, until }: Form): readonly (keyof Form & ("name" | "rpps" | "email" | "until"))[] {
    const last = endOfDay(until);
    const wrong = [
        ["name", !name.trim()],
        ["rpps", rpps.trim() !== "" && rppsProblem(rpps) !== undefined],
        ["until", until !== "" && (last === undefined || last * 1000 <= Date.now())],
        ["email", email.trim() !== "" && !isEmail(email)],
    ] as const;
    return wrong.filter(([, isWrong]) => isWrong).map(([field]) => field);
}

function bodyOf({ name, role, rpps, email, until }: Form): object {
    const last = endOfDay(until);
    return {
        name: name.trim(),
        role,
        ...(rpps.trim() && { rpps: digits(rpps) }),
        ...(email.trim() && { email: email.trim() }),
        ...(last !== undefined && { until: last }),
    };
}

function Made({ link, mailed, onClose }: Link & { readonly onClose: () => void }) {
    const text = useTexts(texts).members;
    const [isCopied, setCopied] = useState(false);
    const copy = () =>
        void navigator.clipboard.writeText(link).then(
            () => setCopied(true),
            () => undefined,
        );
    return (
        <>
            <p>{text.linkBody}</p>
            <p class="link-shown">
                <code>{link}</code>
            </p>
            {mailed && <p>{text.mailed}</p>}
            <div class="actions">
                <Button kind="primary" shortcut="F2" onPress={copy}>
                    {isCopied ? `✓ ${text.copied}` : text.copy}
                </Button>
                <Button kind="quiet" shortcut="Escape" onPress={onClose}>
                    {text.linkDone}
                </Button>
            </div>
        </>
    );
}
