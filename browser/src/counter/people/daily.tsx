// What opens from day to day: a touch of a passkey with PRF, or this computer once signed in. Where a passkey has no PRF, it
// is said, and this computer takes its place.

import { useState } from "preact/hooks";
import { useCounter } from "../app";
import { dailyOffer } from "../keys/changing";
import { enterByPasskey } from "../keys/entering";
import { fill, useTexts } from "../language";
import { Button } from "../ui/button";
import { Notice } from "../ui/notice";
import { Failure, useAttempt } from "./attempt";
import { dayOf } from "./days";
import texts from "./texts.json";

export interface DailyProps {
    /** Called with the offer in place: what is added to the log, or asked to be. */
    readonly onReady: () => Promise<void>;
}

export function Daily({ onReady }: DailyProps) {
    const all = useTexts(texts);
    const text = all.setup;
    const { keyring, language } = useCounter();
    const attempt = useAttempt();
    const [isWithout, setWithout] = useState(false);
    const hasOffer = keyring.offered?.kind === "passkey";
    const finish = async () => {
        const offer = await dailyOffer(keyring);
        const label = fill(all.labels[offer.kind], { date: dayOf(keyring.now, language.value) });
        keyring.offered = { ...offer, label: offer.label || label };
        await onReady();
    };
    const touch = async () => {
        await enterByPasskey(keyring);
        if (keyring.offered) await finish();
        else setWithout(true);
    };
    const isTouching = !hasOffer && !isWithout;
    return (
        <>
            <h2>{text.daily}</h2>
            <Failure code={attempt.failure} />
            {isWithout ? (
                <Notice kind="due" title={text.noPrf}>
                    <p>{text.noPrfBody}</p>
                </Notice>
            ) : (
                <p class="lead">{hasOffer ? text.dailyOffered : text.dailyLead}</p>
            )}
            <div class="actions">
                <Button
                    kind="primary"
                    shortcut="F2"
                    onPress={() => attempt.run(isTouching ? touch : finish)}
                    disabled={attempt.busy}
                >
                    {attempt.busy
                        ? text.finishing
                        : isTouching
                          ? text.touch
                          : isWithout
                            ? text.thisComputer
                            : all.finish}
                </Button>
                {isTouching && (
                    <Button onPress={() => attempt.run(finish)} disabled={attempt.busy}>
                        {text.thisComputer}
                    </Button>
                )}
            </div>
        </>
    );
}
