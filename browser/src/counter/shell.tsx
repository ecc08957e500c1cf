// The page around every screen: who acts, which kit, what is not sent; and the screen of the address, or what stands in its place
// while nobody is signed in or the counter is locked.

import type { ComponentChildren, FunctionComponent } from "preact";
import { lazy, Suspense } from "preact/compat";
import { useEffect, useMemo, useState } from "preact/hooks";
import { useCounter } from "./app";
import { dayOf } from "./board/due";
import { seconds } from "./board/now";
import { newSealing, SealingContext, Watch } from "./board/watch";
import { useTexts } from "./language";
import { SignInAgain } from "./people/unlock";
import { route } from "./routes";
import { DemoBanner, OfflineBanner, SuspendedBanner } from "./shell/banners";
import { CountsContext, useCounts } from "./shell/counts";
import { responsibleOn } from "./shell/duty";
import { DutyDialog } from "./shell/duty_dialog";
import { Failure } from "./shell/failure";
import { KeyHelp } from "./shell/help";
import { Navigation } from "./shell/navigation";
import texts from "./shell/texts.json";
import { Top } from "./shell/top";
import { mayWrite, viewOf, type View } from "./shell/view";

const screens: Readonly<Record<View, FunctionComponent>> = {
    board: lazy(() => import("./board/screen")),
    locked: lazy(() => import("./board/locked")),
    day: lazy(() => import("./after/screen")),
    files: lazy(() => import("./files/screen")),
    members: lazy(() => import("./people/members")),
    keys: lazy(() => import("./people/keys")),
    signup: lazy(() => import("./people/signup")),
    join: lazy(() => import("./people/join")),
    signin: lazy(() => import("./people/signin")),
    setup: lazy(() => import("./people/setup")),
};

export function Shell() {
    const counter = useCounter();
    const { session, ring, language } = counter;
    const sealing = useMemo(newSealing, []);
    const view = viewOf(route.value, session.value, ring.value !== undefined);
    const Screen = screens[view];
    useEffect(() => {
        document.documentElement.lang = language.value;
    }, [language.value]);
    return (
        <SealingContext.Provider value={sealing}>
            <Around view={view}>
                <Failure key={view}>
                    <Suspense fallback={<Loading />}>
                        <Screen />
                    </Suspense>
                </Failure>
            </Around>
        </SealingContext.Provider>
    );
}

function Around({ view, children }: { readonly view: View; readonly children: ComponentChildren }) {
    const counter = useCounter();
    const text = useTexts(texts);
    const [choosing, choose] = useDuty(view);
    const [helping, help] = useState(false);
    const unlocked = counter.session.value !== undefined && counter.ring.value !== undefined;
    const counts = useCounts(counter);
    const responsible = responsibleOn(counter.items.shelf("duty").value, dayOf(seconds()));
    return (
        <CountsContext.Provider value={counts}>
            <a class="skip" href="#screen">
                {text.skip}
            </a>
            <DemoBanner />
            <Top responsible={responsible} counts={counts} onDuty={() => choose(true)} />
            {unlocked && <Navigation onHelp={() => help(true)} />}
            <OfflineBanner />
            <SuspendedBanner />
            <SignInAgain />
            <main id="screen" class={view} tabIndex={-1}>
                {children}
            </main>
            {counter.session.value && <Watch screen={titleFor(view, text)} />}
            {helping && <KeyHelp onClose={() => help(false)} />}
            {choosing && <DutyDialog onClose={() => choose(false)} />}
        </CountsContext.Provider>
    );
}

/** Asked once on the board when nobody was chosen today; later by its chip. */
function useDuty(view: View): readonly [boolean, (shown: boolean) => void] {
    const { items, session } = useCounter();
    const [shown, show] = useState(false);
    const duty = items.shelf("duty").value;
    const day = dayOf(seconds());
    const missing = view === "board" && mayWrite(session.value) && responsibleOn(duty, day) === undefined;
    useEffect(() => {
        if (!missing) return;
        const timer = setTimeout(() => show(true), PATIENCE);
        return () => clearTimeout(timer);
    }, [missing, day]);
    return [shown, show];
}

/** Milliseconds for the shelf to arrive before it is asked for. */
const PATIENCE = 1500;

function Loading() {
    return <p class="loading">{useTexts(texts).loading}</p>;
}

function titleFor(view: View, text: (typeof texts)["fr"]): string {
    const named: Readonly<Partial<Record<View, string>>> = text;
    return named[view] ?? text.board;
}
