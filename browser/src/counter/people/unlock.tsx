// The locked counter: one touch says who acts and opens. Where the touch opens nothing: this computer's half was tried
// already, and the kit or a colleague's confirmation is left.

import { useEffect, useState } from "preact/hooks";
import { useCounter } from "../app";
import { EnvelopeError } from "../../envelope/errors";
import { addOffered, colleagues } from "../keys/changing";
import { enterByKit, enterByPasskey } from "../keys/entering";
import { fill, useTexts } from "../language";
import { Refused } from "../relay";
import { navigate } from "../routes";
import { Button } from "../ui/button";
import { Field } from "../ui/field";
import { Notice } from "../ui/notice";
import { Failure, useAttempt } from "./attempt";
import { dayOf, momentOf } from "./days";
import texts from "./texts.json";
import { WayIn } from "./way_in";

export function Unlock() {
    const { session, keyring } = useCounter();
    const known = session.value;
    const isTried = known && !known.locked && keyring.isShut.value;
    return isTried ? <SignedIn key={known.member} /> : <Locked />;
}

function Locked() {
    const text = useTexts(texts).unlock;
    const attempt = useAttempt();
    return (
        <section class="card unlock">
            <header>
                <h2>{text.title}</h2>
            </header>
            <div class="inside">
                <Failure code={attempt.failure} />
                <p>{text.lead}</p>
                <WayIn attempt={attempt} label={text.open} waiting={text.waiting} onEntered={() => undefined} />
            </div>
        </section>
    );
}

/** What the log and the relay say of somebody whose touch opened nothing. */
interface Standing {
    /** No access key of this person is in the log. */
    readonly isAwaited: boolean;
    readonly recovers: number | undefined;
}

function SignedIn() {
    const counter = useCounter();
    const text = useTexts(texts).unlock;
    const attempt = useAttempt();
    const standing = useStanding();
    const { session, language, keyring } = counter;
    const again = () => attempt.run(async () => void (await enterByPasskey(keyring)));
    return (
        <section class="card unlock">
            <header>
                <h2>{fill(text.signedIn, { name: session.value?.name ?? "" })}</h2>
            </header>
            <div class="inside">
                <Failure code={attempt.failure} />
                {standing?.recovers !== undefined && (
                    <Notice
                        kind="due"
                        title={fill(text.recovering, { when: momentOf(standing.recovers, language.value) })}
                    >
                        <p>{text.recoveringBody}</p>
                    </Notice>
                )}
                {standing?.isAwaited ? <Awaited /> : <ByKit />}
            </div>
            <footer>
                <Button kind="quiet" shortcut="F9" onPress={again} disabled={attempt.busy}>
                    {text.open}
                </Button>
                {session.value?.role === "titular" && (
                    <Button kind="quiet" onPress={() => navigate("setup")}>
                        {text.allLost}
                    </Button>
                )}
            </footer>
        </section>
    );
}

function useStanding(): Standing | undefined {
    const { keyring } = useCounter();
    const [standing, setStanding] = useState<Standing | undefined>(undefined);
    useEffect(() => {
        const ask = async (): Promise<void> => {
            const [people, { log }] = await Promise.all([colleagues(keyring), keyring.trust()]);
            const mine = people.find(({ id }) => id === keyring.presence.acting.member);
            setStanding({ isAwaited: mine?.state === "keys-awaited", recovers: log.recovers });
        };
        void ask().catch(() => undefined); // without an answer the kit is offered, which opens without one
    }, []);
    return standing;
}

function Awaited() {
    const text = useTexts(texts).unlock;
    return (
        <>
            <h3>{text.awaited}</h3>
            <p>{text.awaitedBody}</p>
            <div class="actions">
                <Button kind="primary" shortcut="F2" onPress={() => navigate("join")}>
                    {text.awaitedGo}
                </Button>
            </div>
        </>
    );
}

/** A passkey that was touched and has no key in the log gets it with the kit, before the board opens. */
function ByKit() {
    const all = useTexts(texts);
    const text = all.unlock;
    const { keyring, language } = useCounter();
    const [typed, setTyped] = useState("");
    const attempt = useAttempt();
    const addFirst = async (): Promise<void> => {
        const { offered } = keyring;
        const label = fill(all.labels.passkey, { date: dayOf(keyring.now, language.value) });
        if (offered) keyring.offered = { ...offered, label: offered.label || label };
        await addOffered(keyring).catch((error: unknown) => {
            if (error instanceof Refused) [keyring.offered, keyring.lost] = [undefined, []]; // said once; then the kit opens
            throw error;
        });
    };
    const open = () =>
        attempt.run(async () => {
            if ((await enterByKit(keyring, typed, addFirst)) === "no-key") throw new EnvelopeError("other-kit", "kit");
        });
    return (
        <form
            onSubmit={(event) => {
                event.preventDefault();
                open();
            }}
        >
            <p>{text.shut}</p>
            <Failure code={attempt.failure} />
            <h3>{text.kitTitle}</h3>
            <Field
                id="kit"
                label={text.kit}
                hint={text.kitHint}
                value={typed}
                onValue={setTyped}
                input={{ class: "kit-code", autocapitalize: "characters" }}
            />
            <div class="actions">
                <Button kind="primary" shortcut="F2" submit onPress={open} disabled={attempt.busy}>
                    {text.openKit}
                </Button>
            </div>
        </form>
    );
}

/** After a time without network: the session must be confirmed by a touch before what waits can go. */
export function SignInAgain() {
    const { session, ring, keyring } = useCounter();
    const text = useTexts(texts).again;
    const attempt = useAttempt();
    if (!session.value?.locked || !ring.value) return null;
    return (
        <div class="again" role="status">
            <strong>{text.title}</strong> {text.body}
            <Button
                shortcut="Alt+U"
                onPress={() => attempt.run(async () => void (await enterByPasskey(keyring)))}
                disabled={attempt.busy}
            >
                {text.go}
            </Button>
            <Failure code={attempt.failure} />
        </div>
    );
}
