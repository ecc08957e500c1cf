// The printed kit: whether there is one, and a new one in its place.

import { useState } from "preact/hooks";
import { useCounter } from "../app";
import { replaceKit } from "../keys/changing";
import { newKit, type Kit } from "../keys/kit";
import { fill, useTexts } from "../language";
import { Button } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { Notice } from "../ui/notice";
import { Failure, useAttempt } from "./attempt";
import { dayOf } from "./days";
import type { Mine } from "./keys";
import { KitSteps } from "./kit";
import texts from "./texts.json";

export function MyKit({ mine }: { readonly mine: Mine }) {
    const text = useTexts(texts).keys;
    const [kit, setKit] = useState<Kit | undefined>(undefined);
    const [isDone, setDone] = useState(false);
    const present = mine.access.filter(({ kind }) => kind === "kit");
    const label = present.map((one) => one.label).join(", ");
    const start = () => void newKit().then(setKit);
    const close = () => setKit(undefined);
    const finish = () => {
        close();
        setDone(true);
        mine.look();
    };
    return (
        <section class="card">
            <header>
                <h2>{text.kitTitle}</h2>
            </header>
            <div class="inside">
                {isDone && <Notice kind="done" title={text.kitDone} />}
                {present.length ? <p>{fill(text.kitHave, { label })}</p> : <Notice kind="due" title={text.kitNone} />}
            </div>
            <footer>
                <Button shortcut="Alt+P" onPress={start}>
                    {text.kitNew}
                </Button>
            </footer>
            {kit && <NewKit kit={kit} before={present.map(({ sign }) => sign)} onClose={close} onDone={finish} />}
        </section>
    );
}

interface NewKitProps {
    readonly kit: Kit;
    /** Access keys of the kits that it replaces. */
    readonly before: readonly string[];
    readonly onClose: () => void;
    readonly onDone: () => void;
}

function NewKit({ kit, before, onClose, onDone }: NewKitProps) {
    const all = useTexts(texts);
    const { keyring, language } = useCounter();
    const attempt = useAttempt();
    const replace = () =>
        attempt.run(async () => {
            const label = fill(all.labels.kit, { date: dayOf(keyring.now, language.value) });
            await replaceKit(keyring, kit.secret, label, before);
            onDone();
        });
    return (
        <Dialog title={all.keys.kitNew} onClose={onClose} wide>
            <Failure code={attempt.failure} />
            <KitSteps kit={kit} onProved={replace} />
        </Dialog>
    );
}
