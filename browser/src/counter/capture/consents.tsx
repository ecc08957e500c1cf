// What the person agrees to, asked one by one and answered yes or no: o (y), n, or the two that everybody is asked with F3.

import { useTexts } from "../language";
import { Button } from "../ui/button";
import { idOf } from "./focus";
import { CONSENTS, type Page } from "./page";
import texts from "./texts.json";

type Name = (typeof CONSENTS)[number];

export function Consents({ page }: { readonly page: Page }) {
    const text = useTexts(texts).consents;
    const both = () => {
        page.answer({ test: true, identity: true });
        page.ask();
    };
    return (
        <fieldset class="consents">
            <legend>
                {text.legend}
                <Button kind="quiet" shortcut="F3" onPress={both}>
                    {text.both}
                </Button>
            </legend>
            {CONSENTS.map((name) => (
                <Answer key={name} page={page} name={name} />
            ))}
            {page.draft.value.consent.identity === false && (
                <p class="hint" role="status">
                    {text.refused}
                </p>
            )}
        </fieldset>
    );
}

function Answer({ page, name }: { readonly page: Page; readonly name: Name }) {
    const text = useTexts(texts).consents;
    const id = idOf(`consent_${name}`);
    const given = page.draft.value.consent[name];
    const found = page.wrong.value.get(`consent_${name}`);
    const described = found && {
        "aria-describedby": `${id}-said`,
        ...(found.stops && { "aria-invalid": "true" as const }),
    };
    const answer = (yes: boolean) => page.answer({ [name]: yes });
    const press = (event: KeyboardEvent) => {
        const yes = { o: true, y: true, n: false }[event.key.toLowerCase()];
        if (yes === undefined && event.key !== "Enter") return;
        event.preventDefault();
        event.stopPropagation();
        if (yes !== undefined) answer(yes);
        page.ask();
    };
    const choice = (yes: boolean) => (
        <label class="answer">
            <input
                id={yes ? id : `${id}-no`}
                type="radio"
                name={id}
                checked={given === yes}
                {...described}
                onChange={() => answer(yes)}
            />
            <span>{yes ? text.yes : text.no}</span>
        </label>
    );
    return (
        <div class="consent" role="radiogroup" aria-labelledby={`${id}-label`} onKeyDown={press}>
            <span id={`${id}-label`}>{text[name]}</span>
            {choice(true)}
            {choice(false)}
            {found && (
                <p class={found.stops ? "error" : "hint"} id={`${id}-said`}>
                    {found.message}
                </p>
            )}
        </div>
    );
}
