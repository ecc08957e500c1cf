// One's own keys, and the pharmacy's: this computer, passkeys, kit, rotation, and what to do when something is lost.

import { useEffect, useState } from "preact/hooks";
import { useCounter, type Counter } from "../app";
import { enrolledKey } from "../keys/browser";
import { colleagues, rotate, type KnownKey } from "../keys/changing";
import { fill, useTexts } from "../language";
import { Button } from "../ui/button";
import { Notice } from "../ui/notice";
import { codeOf, Failure, useAttempt } from "./attempt";
import { dayOf, momentOf } from "./days";
import { Devices } from "./devices";
import { MyKit } from "./my_kit";
import { Passkeys, type Passkey } from "./passkeys";
import texts from "./texts.json";
import { ThisComputer } from "./this_computer";

/** What these screens show, and how it is asked again. */
export interface Mine {
    readonly access: readonly KnownKey[];
    readonly passkeys: readonly Passkey[];
    /** The access key of this browser, where it is enrolled. */
    readonly enrolled: string | undefined;
    look(): void;
}

export default function Screen() {
    const all = useTexts(texts);
    const text = all.keys;
    const { session, ring } = useCounter();
    const [mine, failure] = useMine();
    return (
        <div class="people">
            <header class="head">
                <h1>{text.title}</h1>
                <p class="aside">{fill(text.lead, { name: session.value?.name ?? "" })}</p>
            </header>
            <Failure code={failure} />
            <Pending />
            {!mine && !failure && <p class="aside">{text.loading}</p>}
            {mine && ring.value && (
                <div class="pair">
                    <ThisComputer mine={mine} />
                    <Passkeys mine={mine} />
                    <MyKit mine={mine} />
                    <Shop />
                    <Lost />
                </div>
            )}
        </div>
    );
}

/** Asked again whenever the log changes: a change under way ends after this page is open. */
function useMine(): readonly [Mine | undefined, string | undefined] {
    const counter = useCounter();
    const [mine, setMine] = useState<Omit<Mine, "look"> | undefined>(undefined);
    const [failure, setFailure] = useState<string | undefined>(undefined);
    const [turn, setTurn] = useState(0);
    useEffect(() => {
        let isLatest = true;
        ask(counter).then(
            (found) => isLatest && setMine(found),
            (error: unknown) => setFailure(codeOf(error)),
        );
        return () => {
            isLatest = false;
        };
    }, [counter.ring.value?.log.seq, turn]);
    return [mine && { ...mine, look: () => setTurn((before) => before + 1) }, failure];
}

async function ask({ keyring, relay, store }: Counter): Promise<Omit<Mine, "look">> {
    const { member } = keyring.presence.acting;
    const [people, passkeys, enrolled] = await Promise.all([
        colleagues(keyring),
        relay.json<readonly Passkey[]>("GET", "passkeys"),
        enrolledKey(member, store),
    ]);
    return { access: people.find(({ id }) => id === member)?.access_keys ?? [], passkeys, enrolled };
}

/** A recovery that one of the members can stop: any entry does. */
function Pending() {
    const text = useTexts(texts).keys;
    const { ring, language } = useCounter();
    const until = ring.value?.log.recovers;
    if (until === undefined) return null;
    return (
        <Notice kind="error" title={text.pending}>
            <p>{fill(text.pendingBody, { when: momentOf(until, language.value) })}</p>
        </Notice>
    );
}

function Shop() {
    const text = useTexts(texts).keys;
    const { ring, keyring, language } = useCounter();
    const attempt = useAttempt();
    const [isDone, setDone] = useState(false);
    const log = ring.value?.log;
    const turn = () =>
        attempt.run(async () => {
            await rotate(keyring);
            setDone(true);
        });
    if (!log) return null;
    const values = { date: dayOf(log.epoch.time, language.value), count: log.members.size };
    return (
        <section class="card">
            <header>
                <h2>{text.shop}</h2>
            </header>
            <div class="inside">
                <Failure code={attempt.failure} />
                <p>{fill(text.epoch, values)}</p>
                <p class="aside">{text.rotateBody}</p>
                {isDone && <Notice kind="done" title={text.rotated} />}
                <Devices />
            </div>
            <footer>
                <Button shortcut="Alt+C" onPress={turn} disabled={attempt.busy}>
                    {text.rotate}
                </Button>
            </footer>
        </section>
    );
}

function Lost() {
    const text = useTexts(texts).keys;
    return (
        <section class="card">
            <header>
                <h2>{text.recovery}</h2>
            </header>
            <ul class="inside lines">
                {text.recoveryLines.map((line) => (
                    <li key={line}>{line}</li>
                ))}
            </ul>
        </section>
    );
}
