// Starts the counter: configuration and session first, then the page.

import { render } from "preact";
import { registerWorker } from "./offline/register";
import { open } from "./opening";
import { Shell } from "./shell";
import { CounterContext } from "./app";

const place = document.querySelector("#counter");
if (place) {
    const counter = await open();
    render(
        <CounterContext.Provider value={counter}>
            <Shell />
        </CounterContext.Provider>,
        place,
    );
}

void registerWorker().catch(() => undefined); // a browser that forbids it works, as long as there is a network
