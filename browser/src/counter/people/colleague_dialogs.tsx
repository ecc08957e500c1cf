// Changing a colleague's role or last day, and removing one: what it does is said before it is done.

import { useState } from "preact/hooks";
import { useCounter } from "../app";
import { removeColleague, type Colleague } from "../keys/changing";
import { freshly } from "../keys/entering";
import { fill, useTexts } from "../language";
import { Button } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { Choice, Field } from "../ui/field";
import { Failure, useAttempt } from "./attempt";
import { chosenDay, endOfDay } from "./days";
import { ROLES } from "./invite";
import texts from "./texts.json";

export interface ColleagueDialogProps {
    readonly colleague: Colleague;
    readonly onClose: () => void;
}

export function ChangeDialog({ colleague, onClose }: ColleagueDialogProps) {
    const all = useTexts(texts);
    const text = all.members;
    const { relay, keyring } = useCounter();
    const [role, setRole] = useState(colleague.role);
    const [until, setUntil] = useState(chosenDay(colleague.until));
    const attempt = useAttempt();
    const last = endOfDay(until);
    const isPast = last !== undefined && last * 1000 <= Date.now();
    const save = () =>
        attempt.run(async () => {
            const given = { role, until: last ?? null };
            await freshly(keyring, () => relay.json("PATCH", `members/${colleague.id}`, given));
            onClose();
        });
    return (
        <Dialog title={fill(text.changeTitle, { name: colleague.name })} onClose={onClose}>
            <Failure code={attempt.failure} />
            <div class="fields">
                <Choice
                    id="change-role"
                    label={text.role}
                    value={role}
                    options={ROLES.map((one) => [one, `${all.roles[one]} – ${all.roleHints[one]}`] as const)}
                    onValue={setRole}
                />
                <Field
                    id="change-until"
                    label={text.untilField}
                    optional
                    hint={text.untilHint}
                    value={until}
                    onValue={setUntil}
                    error={isPast ? text.errors.until : undefined}
                    input={{ type: "date" }}
                />
            </div>
            <div class="actions">
                <Button kind="primary" shortcut="F2" onPress={save} disabled={attempt.busy || isPast}>
                    {text.save}
                </Button>
                <Button kind="quiet" shortcut="Escape" onPress={onClose}>
                    {all.cancel}
                </Button>
            </div>
        </Dialog>
    );
}

export function RemoveDialog({ colleague, onClose }: ColleagueDialogProps) {
    const all = useTexts(texts);
    const text = all.members;
    const { keyring, relay } = useCounter();
    const attempt = useAttempt();
    const isInvited = colleague.state === "invited";
    const remove = () =>
        attempt.run(async () => {
            if (isInvited) await relay.json("DELETE", `invitations/${colleague.id}`);
            else await removeColleague(keyring, colleague);
            onClose();
        });
    return (
        <Dialog title={fill(text.removeTitle, { name: colleague.name })} onClose={onClose}>
            <Failure code={attempt.failure} />
            {!isInvited && <p>{text.removeBody}</p>}
            <div class="actions">
                <Button kind="danger" shortcut="F2" onPress={remove} disabled={attempt.busy}>
                    {isInvited ? text.withdraw : text.removeGo}
                </Button>
                <Button kind="quiet" shortcut="Escape" onPress={onClose}>
                    {all.cancel}
                </Button>
            </div>
        </Dialog>
    );
}
