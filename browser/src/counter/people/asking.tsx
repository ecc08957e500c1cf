// Somebody asks to come in: six words to compare by voice, then a decision. Nothing is ever confirmed by itself.

import { useEffect, useState } from "preact/hooks";
import { useCounter } from "../app";
import { confirmRequest, wordsOfRequest, type KeyRequest } from "../keys/changing";
import { fill, useTexts } from "../language";
import { Button } from "../ui/button";
import { Notice } from "../ui/notice";
import { Failure, useAttempt } from "./attempt";
import texts from "./texts.json";
import { Words } from "./words";

export interface AskingProps {
    readonly request: KeyRequest;
    readonly onConfirmed: () => void;
}

export function Asking({ request, onConfirmed }: AskingProps) {
    const text = useTexts(texts).members;
    const { keyring } = useCounter();
    const attempt = useAttempt();
    const [isOther, setOther] = useState(false);
    const compared = useWords(request);
    // What is confirmed is what the words on the screen were made of, whatever the relay shows by then.
    const confirm = () =>
        attempt.run(async () => {
            if (!compared) return;
            await confirmRequest(keyring, compared.request);
            onConfirmed();
        });
    if (isOther)
        return (
            <Notice kind="error" title={text.differTitle}>
                <p>{text.differBody}</p>
            </Notice>
        );
    return (
        <section class="card asking">
            <header>
                <h2>{fill(text.asks, { name: request.name })}</h2>
            </header>
            <div class="inside">
                <p class="lead">{text.asksBody}</p>
                {compared && <Words words={compared.words} />}
                <Failure code={attempt.failure} />
            </div>
            <footer>
                <Button kind="primary" shortcut="Alt+O" onPress={confirm} disabled={attempt.busy || !compared}>
                    {text.same}
                </Button>
                <Button kind="danger" onPress={() => setOther(true)} disabled={attempt.busy}>
                    {text.differ}
                </Button>
            </footer>
        </section>
    );
}

interface Compared {
    readonly request: KeyRequest;
    readonly words: readonly string[];
}

function useWords(request: KeyRequest): Compared | undefined {
    const { keyring } = useCounter();
    const [compared, setCompared] = useState<Compared | undefined>(undefined);
    useEffect(() => {
        void wordsOfRequest(keyring, request).then((words) =>
            setCompared((before) => (before?.words.join() === words.join() ? before : { request, words })),
        );
    }, [request]);
    return compared;
}
