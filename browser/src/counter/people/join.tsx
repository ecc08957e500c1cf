// Whoever follows a link gets a passkey and, in a pharmacy that has begun, keys of one's own: made here, and let in by the
// titular pharmacist once six words were compared.

import { useEffect, useState } from "preact/hooks";
import { useCounter } from "../app";
import type { Session } from "../contracts";
import { colleagues, dailyOffer, makePasskey, requestKeys } from "../keys/changing";
import type { Keyring, Offer } from "../keys/keyring";
import { newKit, type Kit } from "../keys/kit";
import { fill, useTexts } from "../language";
import { navigate } from "../routes";
import { Button } from "../ui/button";
import { Field } from "../ui/field";
import { Notice } from "../ui/notice";
import { Failure, useAttempt } from "./attempt";
import { Daily } from "./daily";
import { dayOf } from "./days";
import { KitSteps } from "./kit";
import { Steps } from "./steps";
import texts from "./texts.json";
import { Words } from "./words";

/** As `POST joining` answers. */
interface Invited {
    readonly kind: "titular" | "invited";
    readonly name: string;
    readonly role: Session["role"];
    readonly shop: Session["shop"];
}

type Stage =
    | { readonly name: "passkey" }
    | { readonly name: "kit" | "daily"; readonly kit: Kit }
    | { readonly name: "words"; readonly words: readonly string[]; readonly offers: readonly Offer[] }
    | { readonly name: "done" };

const STEPS = ["passkey", "kit", "daily", "words"] as const;
const ASK_EVERY = 3000;

/** Out of the address bar and the history at once; without it, somebody who has signed in makes the keys. */
function takeToken(): string {
    const token = window.location.hash.slice(1);
    if (token) history.replaceState(null, "", window.location.pathname);
    return token;
}

/** Another link followed in the same tab changes the fragment alone. */
function useToken(): string {
    const [token, setToken] = useState(takeToken);
    useEffect(() => {
        const look = () => setToken((known) => takeToken() || known);
        window.addEventListener("hashchange", look);
        return () => window.removeEventListener("hashchange", look);
    }, []);
    return token;
}

export default function Screen() {
    const all = useTexts(texts);
    const { session } = useCounter();
    const token = useToken();
    if (token || session.value) return <Joining key={token} token={token} />;
    return (
        <div class="people narrow">
            <section class="card">
                <header>
                    <h1>{all.join.heading}</h1>
                </header>
                <div class="inside">
                    <Notice kind="error" title={all.join.noLink}>
                        <p>{all.join.noLinkBody}</p>
                    </Notice>
                </div>
            </section>
        </div>
    );
}

function Joining({ token }: { readonly token: string }) {
    const all = useTexts(texts);
    const { keyring, language } = useCounter();
    const [stage, setStage] = useState<Stage | undefined>(undefined);
    const begin = useAttempt();
    const makeKeys = async () => setStage({ name: "kit", kit: await newKit() });
    const goOn = () => begin.run(() => whatNext(keyring, { isLinked: token !== "", makeKeys }));
    useEffect(() => {
        if (token) setStage({ name: "passkey" });
        else goOn();
    }, []);
    const ask = async (kit: Kit) => {
        const label = fill(all.labels.kit, { date: dayOf(keyring.now, language.value) });
        const offers = [await dailyOffer(keyring), { secret: kit.secret, kind: "kit", label } as const];
        setStage({ name: "words", words: await requestKeys(keyring, offers), offers });
    };
    const at = STEPS.findIndex((name) => name === stage?.name);
    return (
        <div class="people narrow">
            <Failure code={begin.failure} />
            <section class="card" hidden={!stage}>
                {stage?.name === "passkey" && <Passkey token={token} onMade={goOn} />}
                {stage && stage.name !== "passkey" && (
                    <>
                        <header>
                            <h1>{all.join.keysTitle}</h1>
                            {at > 0 && <Steps at={at} count={STEPS.length - 1} />}
                        </header>
                        <div class="inside">
                            {stage.name === "kit" && (
                                <KitSteps kit={stage.kit} onProved={() => setStage({ ...stage, name: "daily" })} />
                            )}
                            {stage.name === "daily" && <Daily onReady={() => ask(stage.kit)} />}
                            {stage.name === "words" && (
                                <Awaiting
                                    words={stage.words}
                                    secret={stage.offers[0]?.secret}
                                    onOpen={() => setStage({ name: "done" })}
                                />
                            )}
                            {stage.name === "done" && <Done />}
                        </div>
                    </>
                )}
            </section>
        </div>
    );
}

interface Arrival {
    readonly isLinked: boolean;
    makeKeys(): Promise<void>;
}

/** A pharmacy that has not begun is set up; somebody with keys opens with them; anybody else makes some. */
async function whatNext(keyring: Keyring, { isLinked, makeKeys }: Arrival): Promise<void> {
    const { pharmacy, member } = keyring.presence.acting;
    if (pharmacy === undefined) return navigate("setup");
    const mine = (await colleagues(keyring)).find(({ id }) => id === member);
    if (!mine?.access_keys.length) return makeKeys();
    const lost = mine.access_keys.filter(({ kind }) => kind === "passkey").map(({ sign }) => sign);
    // The link replaced all passkeys. The kit lets the new one in, and those of before leave.
    if (isLinked) keyring.lost = lost;
    keyring.isShut.value = true;
    navigate("board");
}

interface PasskeyProps {
    readonly token: string;
    readonly onMade: () => void;
}

function Passkey({ token, onMade }: PasskeyProps) {
    const all = useTexts(texts);
    const text = all.join;
    const { relay, keyring, language } = useCounter();
    const [invited, setInvited] = useState<Invited | undefined>(undefined);
    const [label, setLabel] = useState(fill(all.labels.passkey, { date: dayOf(keyring.now, language.value) }));
    const [looking, making] = [useAttempt(), useAttempt()];
    useEffect(() => looking.run(async () => setInvited(await relay.json<Invited>("POST", "joining", { token }))), []);
    const create = () =>
        making.run(async () => {
            await makePasskey(keyring, label.trim() || all.kinds.passkey, token);
            onMade();
        });
    if (!invited)
        return (
            <>
                <header>
                    <h1>{text.heading}</h1>
                </header>
                <div class="inside">
                    <Failure code={looking.failure} />
                    {looking.busy && <p class="aside">{text.checking}</p>}
                </div>
            </>
        );
    return (
        <>
            <header>
                <h1>{fill(text.title, { name: invited.name })}</h1>
                <span class="aside">{fill(text.shop, { shop: invited.shop.name, finess: invited.shop.finess })}</span>
            </header>
            <div class="inside">
                <Failure code={making.failure} />
                <p class="lead">{text.lead}</p>
                <Field
                    id="label"
                    label={text.label}
                    hint={text.labelHint}
                    value={label}
                    onValue={setLabel}
                    input={{ maxLength: 60 }}
                />
                <div class="actions">
                    <Button kind="primary" shortcut="F2" onPress={create} disabled={making.busy}>
                        {making.busy ? text.waiting : text.create}
                    </Button>
                </div>
            </div>
        </>
    );
}

interface AwaitingProps {
    readonly words: readonly string[];
    readonly secret: Offer["secret"] | undefined;
    readonly onOpen: () => void;
}

/** The secret stays in this page's memory until a colleague has confirmed it; a page that is closed starts again. */
function Awaiting({ words, secret, onOpen }: AwaitingProps) {
    const text = useTexts(texts).join;
    const { keyring } = useCounter();
    const look = useAttempt();
    useEffect(() => {
        const timer = setInterval(
            () =>
                look.run(async () => {
                    if (secret && (await keyring.open(secret))) onOpen();
                }),
            ASK_EVERY,
        );
        return () => clearInterval(timer);
    }, []);
    return (
        <>
            <h2>{text.words}</h2>
            <p class="lead">{text.wordsBody}</p>
            <Words words={words} />
            <p class="aside">{text.wordsWhy}</p>
            <p role="status">{text.wordsWait}</p>
            <Failure code={look.failure} />
        </>
    );
}

function Done() {
    const text = useTexts(texts).join;
    return (
        <>
            <Notice kind="done" title={text.done} />
            <div class="actions">
                <Button kind="primary" shortcut="F2" onPress={() => navigate("board")}>
                    {text.go}
                </Button>
            </div>
        </>
    );
}
