// Nobody in the shop: a day that begins, or one that is done.

import { useContext } from "preact/hooks";
import { useCounter } from "../app";
import { fill, useTexts } from "../language";
import { CountsContext } from "../shell/counts";
import { Button } from "../ui/button";
import { isAllDone } from "./counts";
import texts from "./texts.json";

export function Nobody() {
    const text = useTexts(texts);
    const { ring } = useCounter();
    const { tests, registered } = useContext(CountsContext);
    const { title, body } = tests ? (isAllDone({ tests, registered }) ? text.done : text.pending) : text.empty;
    const values = { tests, registered };
    return (
        <section class="empty">
            <h2>{fill(title, values)}</h2>
            <p>{fill(body, values)}</p>
            {ring.value && (
                <p>
                    <kbd>N</kbd> {text.newPerson}
                </p>
            )}
            {ring.value && <PosterButton />}
        </section>
    );
}

/** A calm moment to hang it up. */
function PosterButton() {
    const counter = useCounter();
    const text = useTexts(texts);
    const print = async () => (await import("../paper/prints")).printPoster(counter, counter.language.value);
    return (
        <Button kind="quiet" onPress={() => void print()}>
            {text.poster}
        </Button>
    );
}
