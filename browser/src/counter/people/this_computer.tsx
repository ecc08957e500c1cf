// This computer: the key it signs with, and whether it opens for whoever acts after a mere sign-in.

import { hex } from "../../envelope/bytes";
import { useCounter } from "../app";
import { addBrowser, removeBrowser } from "../keys/changing";
import { fill, useTexts } from "../language";
import { Button } from "../ui/button";
import { Failure, useAttempt } from "./attempt";
import { dayOf } from "./days";
import type { Mine } from "./keys";
import { markOf } from "./mark";
import texts from "./texts.json";

export function ThisComputer({ mine }: { readonly mine: Mine }) {
    const all = useTexts(texts);
    const text = all.keys;
    const { ring, keyring, session, language } = useCounter();
    const attempt = useAttempt();
    const device = ring.value ? hex(ring.value.device.publicKey) : "";
    const isDevice = ring.value?.log.devices.has(device);
    const isEnrolled = mine.access.some(({ sign }) => sign === mine.enrolled);
    const isActing = ring.value !== undefined && hex(ring.value.member.publicKey) === mine.enrolled;
    const change = () =>
        attempt.run(async () => {
            const label = fill(all.labels.browser, { date: dayOf(keyring.now, language.value) });
            await (isEnrolled ? removeBrowser(keyring) : addBrowser(keyring, label));
            mine.look();
        });
    const signs = isDevice ? fill(text.computerDevice, { mark: markOf(device) }) : text.computerNoDevice;
    return (
        <section class="card">
            <header>
                <h2>{text.computer}</h2>
            </header>
            <div class="inside">
                <Failure code={attempt.failure} />
                <p>{session.value?.role === "reader" ? text.computerReader : signs}</p>
                <p class="aside">{isEnrolled ? text.enrolled : text.notEnrolled}</p>
                {isActing && <p class="aside">{text.removeUsed}</p>}
            </div>
            <footer>
                <Button shortcut="Alt+O" onPress={change} disabled={attempt.busy || isActing}>
                    {isEnrolled ? text.unenrol : text.enrol}
                </Button>
            </footer>
        </section>
    );
}
