// The ways to sign in: a touch of a passkey and, where it is set up, Pro Santé Connect.

import { useRef, useEffect } from "preact/hooks";
import { useCounter } from "../app";
import { AWAY, enterByPasskey, type Entered } from "../keys/entering";
import { useTexts } from "../language";
import { Button } from "../ui/button";
import type { Attempt } from "./attempt";
import texts from "./texts.json";

export interface WayInProps {
    readonly attempt: Attempt;
    readonly label: string;
    readonly waiting: string;
    readonly onEntered: (entered: Entered) => void;
}

/** Its button has the focus: Enter is enough, and so is F9, which locks too. */
export function WayIn({ attempt, label, waiting, onEntered }: WayInProps) {
    const { keyring, configuration } = useCounter();
    const place = useRef<HTMLDivElement>(null);
    useEffect(() => place.current?.querySelector("button")?.focus(), []);
    const touch = () => attempt.run(async () => onEntered(await enterByPasskey(keyring)));
    return (
        <div class="actions" ref={place}>
            <Button kind="primary" shortcut="F9" onPress={touch} disabled={attempt.busy}>
                {attempt.busy ? waiting : label}
            </Button>
            {configuration.psc && <ProSanteConnect />}
        </div>
    );
}

function ProSanteConnect() {
    const text = useTexts(texts);
    return (
        <a class="button" href="/accounts/psc/login/" onClick={() => sessionStorage.setItem(AWAY, "psc")}>
            {text.psc}
        </a>
    );
}
