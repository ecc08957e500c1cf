// From an enrolment code to a pharmacy that is ready: code, kit on paper, what opens every day, this computer. With a new
// code for a pharmacy whose keys are all lost: code and kit, then 72 hours.

import { useEffect, useState } from "preact/hooks";
import { enrolmentKey } from "../../envelope/access";
import { EnvelopeError } from "../../envelope/errors";
import { useCounter } from "../app";
import { beginPharmacy, recoverPharmacy } from "../keys/changing";
import type { Keyring, Kind, Offer } from "../keys/keyring";
import { newKit, type Kit } from "../keys/kit";
import { isEnrolled, loadStatements } from "../keys/trust";
import { fill, useTexts } from "../language";
import { navigate } from "../routes";
import { Button } from "../ui/button";
import { Field } from "../ui/field";
import { Empty, Notice } from "../ui/notice";
import { Failure, useAttempt } from "./attempt";
import { Daily } from "./daily";
import { dayOf, momentOf } from "./days";
import { KitSteps } from "./kit";
import { Steps } from "./steps";
import texts from "./texts.json";

type Stage =
    | { readonly name: "code" }
    | { readonly name: "kit" | "daily"; readonly code: string; readonly kit: Kit }
    | { readonly name: "done"; readonly daily: Kind }
    | { readonly name: "waiting"; readonly until: number };

export default function Screen() {
    const text = useTexts(texts).setup;
    const { session, keyring } = useCounter();
    const [purpose] = useState(() => purposeOf(keyring));
    useEffect(() => {
        if (!purpose) navigate("board");
    }, []);
    if (!purpose) return null;
    if (session.value?.role === "titular") return <Wizard purpose={purpose} />;
    return (
        <Empty title={text.notTitular}>
            <p>{text.notTitularBody}</p>
        </Empty>
    );
}

type Purpose = "beginning" | "recovery";

/** A recovery is for somebody who signed in and for whom nothing opens. */
function purposeOf({ presence: { acting }, isShut }: Keyring): Purpose | undefined {
    if (acting.pharmacy === undefined) return "beginning";
    return isShut.value ? "recovery" : undefined;
}

function Wizard({ purpose }: { readonly purpose: Purpose }) {
    const all = useTexts(texts);
    const text = all.setup;
    const { keyring, language } = useCounter();
    const isRecovery = purpose === "recovery";
    const [stage, setStage] = useState<Stage>({ name: "code" });
    const offerOf = (kit: Kit): Offer => {
        const label = fill(all.labels.kit, { date: dayOf(keyring.now, language.value) });
        return { secret: kit.secret, kind: "kit", label };
    };
    const names = isRecovery ? (["code", "kit"] as const) : (["code", "kit", "daily"] as const);
    const at = names.findIndex((name) => name === stage.name);
    return (
        <div class="people narrow">
            <section class="card">
                <header>
                    <h1>{isRecovery ? text.recoveryTitle : text.title}</h1>
                    {at >= 0 && <Steps at={at + 1} count={names.length} />}
                </header>
                <div class="inside">
                    {stage.name === "code" && (
                        <Code
                            isRecovery={isRecovery}
                            onCode={async (code) => setStage({ name: "kit", code, kit: await newKit() })}
                        />
                    )}
                    {stage.name === "kit" && !isRecovery && (
                        <KitSteps kit={stage.kit} onProved={() => setStage({ ...stage, name: "daily" })} />
                    )}
                    {stage.name === "kit" && isRecovery && (
                        <Recovering
                            kit={stage.kit}
                            onProved={async () => {
                                await recoverPharmacy(keyring, stage.code, offerOf(stage.kit));
                                setStage({ name: "waiting", until: (await keyring.trust()).log.recovers ?? 0 });
                            }}
                        />
                    )}
                    {stage.name === "daily" && (
                        <Daily
                            onReady={async () => {
                                const daily = keyring.offered?.kind ?? "browser";
                                await beginPharmacy(keyring, stage.code, offerOf(stage.kit));
                                setStage({ name: "done", daily });
                            }}
                        />
                    )}
                    {stage.name === "done" && <Done daily={stage.daily} />}
                    {stage.name === "waiting" && <Waiting until={stage.until} />}
                </div>
            </section>
        </div>
    );
}

interface CodeProps {
    readonly isRecovery: boolean;
    readonly onCode: (code: string) => Promise<void>;
}

/** Checked before a kit is printed: whether it is a code, and the register's for this pharmacy. */
function Code({ isRecovery, onCode }: CodeProps) {
    const all = useTexts(texts);
    const text = all.setup;
    const { keyring, session } = useCounter();
    const attempt = useAttempt();
    const [typed, setTyped] = useState("");
    const finess = session.value?.shop.finess ?? "";
    const isOther = attempt.failure === "other-code";
    const go = () =>
        attempt.run(async () => {
            if (!(await isRightCode(typed, finess, keyring))) throw new EnvelopeError("other-code", "code");
            await onCode(typed);
        });
    return (
        <form
            onSubmit={(event) => {
                event.preventDefault();
                go();
            }}
        >
            <h2>{text.codeTitle}</h2>
            <p class="lead">{isRecovery ? text.recoveryLead : text.codeLead}</p>
            {!isOther && <Failure code={attempt.failure} />}
            <Field
                id="code"
                label={text.code}
                hint={text.codeHint}
                value={typed}
                onValue={setTyped}
                error={isOther ? fill(text.codeOther, { finess }) : undefined}
                input={{ class: "kit-code", autocapitalize: "characters" }}
            />
            <div class="actions">
                <Button kind="primary" shortcut="F2" submit onPress={go} disabled={attempt.busy}>
                    {isRecovery ? text.beginRecovery : text.begin}
                </Button>
            </div>
        </form>
    );
}

async function isRightCode(typed: string, finess: string, { sources }: Keyring): Promise<boolean> {
    return isEnrolled(await enrolmentKey(typed), finess, await loadStatements(sources), sources);
}

interface RecoveringProps {
    readonly kit: Kit;
    readonly onProved: () => Promise<void>;
}

function Recovering({ kit, onProved }: RecoveringProps) {
    const attempt = useAttempt();
    return (
        <>
            <Failure code={attempt.failure} />
            <KitSteps kit={kit} onProved={() => attempt.run(onProved)} />
        </>
    );
}

function Waiting({ until }: { readonly until: number }) {
    const text = useTexts(texts).setup;
    const { language } = useCounter();
    return (
        <Notice kind="due" title={fill(text.recoveryDone, { when: momentOf(until, language.value) })}>
            <p>{text.recoveryDoneBody}</p>
        </Notice>
    );
}

function Done({ daily }: { readonly daily: Kind }) {
    const text = useTexts(texts).setup;
    return (
        <>
            <Notice kind="done" title={text.doneTitle}>
                <ul>
                    {text.done.map((line) => (
                        <li key={line}>{fill(line, { daily: text.opens[daily] })}</li>
                    ))}
                </ul>
            </Notice>
            <div class="actions">
                <Button kind="primary" shortcut="F2" onPress={() => navigate("board")}>
                    {text.go}
                </Button>
            </div>
        </>
    );
}
