// The team: who is in it, who asks to come in, and (for the titular pharmacist) inviting, changing, removing.

import { useEffect, useState } from "preact/hooks";
import { useCounter } from "../app";
import { colleagues, keyRequests, removeKey, type Colleague, type KeyRequest } from "../keys/changing";
import { fill, useTexts } from "../language";
import { Button } from "../ui/button";
import { Empty, Notice } from "../ui/notice";
import { Failure, useAttempt } from "./attempt";
import { Asking } from "./asking";
import { ChangeDialog, RemoveDialog } from "./colleague_dialogs";
import { dayOf } from "./days";
import { InviteDialog } from "./invite";
import texts from "./texts.json";

interface Team {
    readonly people: readonly Colleague[];
    readonly requests: readonly KeyRequest[];
}

type Open = { readonly name: "invite" } | { readonly name: "change" | "remove"; readonly colleague: Colleague };

const LOOK_EVERY = 4000;

export default function Screen() {
    const all = useTexts(texts);
    const text = all.members;
    const { session } = useCounter();
    const mayManage = session.value?.role === "titular";
    const [team, look, failure] = useTeam();
    const [open, setOpen] = useState<Open | undefined>(undefined);
    const close = () => {
        setOpen(undefined);
        look();
    };
    return (
        <div class="people">
            <Failure code={failure} />
            {team?.requests.map((request) => (
                <Asking key={request.member} request={request} onConfirmed={look} />
            ))}
            {mayManage && team && <Ownerless people={team.people} onRemoved={look} />}
            <section class="card">
                <header>
                    <h1>{text.title}</h1>
                    <span class="aside">{text.lead}</span>
                </header>
                {!team && !failure && <p class="inside aside">{text.loading}</p>}
                {team && (
                    <ul class="team">
                        {team.people.map((colleague) => (
                            <Person key={colleague.id} colleague={colleague} mayManage={mayManage} onOpen={setOpen} />
                        ))}
                    </ul>
                )}
                {team?.people.length === 1 && mayManage && (
                    <Empty title={text.alone}>
                        <p>{text.aloneBody}</p>
                    </Empty>
                )}
                <footer>
                    {mayManage ? (
                        <Button
                            kind={team?.requests.length ? "secondary" : "primary"}
                            shortcut="Alt+I"
                            onPress={() => setOpen({ name: "invite" })}
                        >
                            {text.invite}
                        </Button>
                    ) : (
                        <span class="aside">{text.readOnly}</span>
                    )}
                </footer>
            </section>
            {open?.name === "invite" && <InviteDialog onClose={close} />}
            {open?.name === "change" && <ChangeDialog colleague={open.colleague} onClose={close} />}
            {open?.name === "remove" && <RemoveDialog colleague={open.colleague} onClose={close} />}
        </div>
    );
}

/** Looked at again every few seconds: a colleague is making keys on another screen. */
function useTeam(): readonly [Team | undefined, () => void, string | undefined] {
    const { keyring, session } = useCounter();
    const [team, setTeam] = useState<Team | undefined>(undefined);
    const attempt = useAttempt();
    const look = () =>
        attempt.run(async () => {
            const isTitular = session.value?.role === "titular";
            const [people, requests] = await Promise.all([colleagues(keyring), isTitular ? keyRequests(keyring) : []]);
            setTeam({ people, requests });
        });
    useEffect(() => {
        look();
        const timer = setInterval(() => document.visibilityState === "visible" && look(), LOOK_EVERY);
        return () => clearInterval(timer);
    }, []);
    return [team, look, attempt.failure];
}

interface PersonProps {
    readonly colleague: Colleague;
    readonly mayManage: boolean;
    readonly onOpen: (open: Open) => void;
}

function Person({ colleague, mayManage, onOpen }: PersonProps) {
    const all = useTexts(texts);
    const text = all.members;
    const { session, language } = useCounter();
    const { id, name, role, state, until, access_keys } = colleague;
    const isMe = id === session.value?.member;
    const count = access_keys.length;
    const keys = count === 0 ? text.keysNone : count === 1 ? text.keysOne : fill(text.keysMany, { count });
    return (
        <li class={state}>
            <div class="who">
                <strong>{name}</strong> {isMe && <span class="tag">{text.you}</span>}
                <p class="aside">
                    {all.roles[role]} · {keys}
                    {until !== undefined && <> · {fill(text.until, { date: dayOf(until, language.value) })}</>}
                </p>
            </div>
            <span class={`chip${state === "active" ? "" : " due"}`}>{text.states[state]}</span>
            {mayManage && !isMe && (
                <div class="deeds">
                    {state !== "ended" && (
                        <Button name={`${text.change}, ${name}`} onPress={() => onOpen({ name: "change", colleague })}>
                            {text.change}
                        </Button>
                    )}
                    <Button
                        kind="danger"
                        name={`${state === "invited" ? text.withdraw : text.remove}, ${name}`}
                        onPress={() => onOpen({ name: "remove", colleague })}
                    >
                        {state === "invited" ? text.withdraw : text.remove}
                    </Button>
                </div>
            )}
        </li>
    );
}

/** Keys that the log has and the relay attributes to nobody. */
function Ownerless({ people, onRemoved }: { readonly people: readonly Colleague[]; readonly onRemoved: () => void }) {
    const text = useTexts(texts).members;
    const { ring, keyring } = useCounter();
    const attempt = useAttempt();
    const known = new Set(people.flatMap(({ access_keys }) => access_keys.map(({ sign }) => sign)));
    const unknown = [...(ring.value?.log.members.keys() ?? [])].filter((sign) => !known.has(sign));
    if (!unknown.length) return null;
    const remove = () =>
        attempt.run(async () => {
            await removeKey(keyring, ...unknown);
            onRemoved();
        });
    return (
        <Notice kind="due" title={text.ownerless}>
            <p>{fill(text.ownerlessBody, { count: unknown.length })}</p>
            <Failure code={attempt.failure} />
            <Button onPress={remove} disabled={attempt.busy}>
                {text.ownerlessRemove}
            </Button>
        </Notice>
    );
}
