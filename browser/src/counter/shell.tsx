// The page around every screen: who acts, which kit, what is not sent; and the screen of the address.

import type { FunctionComponent } from "preact";
import { lazy, Suspense } from "preact/compat";
import { useCounter } from "./app";
import { route, type Route } from "./routes";

const screens: Readonly<Record<Route, FunctionComponent>> = {
    board: lazy(() => import("./board/screen")),
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
    const { session } = useCounter();
    const Screen = screens[route.value];
    return (
        <>
            <header class="top">
                <span class="mark" aria-hidden="true">
                    S
                </span>
                <span class="shop">{session.value?.shop.name ?? "Sceau"}</span>
            </header>
            <main>
                <Suspense fallback={null}>
                    <Screen />
                </Suspense>
            </main>
        </>
    );
}
