// Nobody is signed in at this browser: one touch, or a pharmacy that wants to sign up.

import { useCounter } from "../app";
import { useTexts } from "../language";
import { addressOf, navigate } from "../routes";
import { Failure, useAttempt } from "./attempt";
import texts from "./texts.json";
import { WayIn } from "./way_in";

export default function Screen() {
    const all = useTexts(texts);
    const text = all.signin;
    const { session } = useCounter();
    const attempt = useAttempt();
    return (
        <div class="people narrow">
            <section class="card">
                <header>
                    <h1>{text.title}</h1>
                </header>
                <div class="inside">
                    <Failure code={attempt.failure} />
                    <p class="lead">{text.lead}</p>
                    <WayIn
                        attempt={attempt}
                        label={text.open}
                        waiting={text.waiting}
                        onEntered={() => navigate(session.value?.pharmacy === undefined ? "setup" : "board")}
                    />
                    <p class="aside">{text.lost}</p>
                </div>
                <footer>
                    <span class="aside">{text.newTitle}</span>
                    <a
                        href={addressOf("signup")}
                        onClick={(event) => {
                            event.preventDefault();
                            navigate("signup");
                        }}
                    >
                        {text.new}
                    </a>
                </footer>
            </section>
        </div>
    );
}
