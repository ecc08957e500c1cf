// A pharmacy asks to sign up: who it is, who answers for it, and the contract, read and accepted.

import { useEffect, useState } from "preact/hooks";
import { useCounter } from "../app";
import { fill, useTexts } from "../language";
import { Button } from "../ui/button";
import { Check, Field } from "../ui/field";
import { Notice, Summary } from "../ui/notice";
import { Failure, useAttempt } from "./attempt";
import { digits, isEmail, isFiness, isPhone, rppsProblem } from "./checks";
import { Contract } from "./contract";
import texts from "./texts.json";

interface Form {
    readonly finess: string;
    readonly name: string;
    readonly phone: string;
    readonly contact: string;
    readonly email: string;
    readonly rpps: string;
    /** Hash of the contract that was accepted: another language is another text. */
    readonly accept: string;
}

type Name = keyof Form;
type Problem = Name | "rppsKey";

/** As `GET contract` answers; `hash` in hexadecimal. */
interface Shown {
    readonly version: number;
    readonly hash: string;
    readonly text: string;
}

const EMPTY: Form = { finess: "", name: "", phone: "", contact: "", email: "", rpps: "", accept: "" };
const ORDER = ["finess", "name", "phone", "contact", "email", "rpps", "accept"] as const satisfies readonly Name[];

export default function Screen() {
    const text = useTexts(texts).signup;
    const [sent, setSent] = useState<Form | undefined>(undefined);
    if (!sent) return <Application onSent={setSent} />;
    return (
        <div class="people narrow">
            <section class="card">
                <header>
                    <h1>{text.title}</h1>
                </header>
                <div class="inside">
                    <Notice kind="done" title={text.sentTitle}>
                        <p>{fill(text.sent, { phone: sent.phone, email: sent.email })}</p>
                        <p>{text.sentNext}</p>
                    </Notice>
                </div>
            </section>
        </div>
    );
}

function Application({ onSent }: { readonly onSent: (form: Form) => void }) {
    const all = useTexts(texts);
    const text = all.signup;
    const { relay } = useCounter();
    const [form, setForm] = useState(EMPTY);
    const [isChecked, setChecked] = useState(false);
    const [contract, contractFailure] = useContract();
    const attempt = useAttempt();
    const problems = problemsOf(form, contract);
    const messages: Readonly<Record<string, string>> = text.errors;
    const messageOf = (name: Name) => {
        const problem = problems.find((one) => one === name || (name === "rpps" && one === "rppsKey"));
        return isChecked && problem ? messages[problem] : undefined;
    };
    const send = () => {
        setChecked(true);
        if (problems.length || !contract) return;
        attempt.run(async () => {
            await relay.json("POST", "applications", bodyOf(form, contract));
            onSent(form);
        });
    };
    const field = (name: Exclude<Name, "accept">, span: number, hint?: string, input: object = {}) => (
        <Field
            id={name}
            label={text[name]}
            span={span}
            hint={messageOf(name) ? undefined : hint}
            value={form[name]}
            onValue={(value) => setForm({ ...form, [name]: value })}
            error={messageOf(name)}
            input={input}
        />
    );
    const isGood = rppsProblem(form.rpps) === undefined;
    const errors = ORDER.flatMap((name) => {
        const message = messageOf(name);
        return message ? [{ field: name, message }] : [];
    });
    return (
        <form
            class="people"
            noValidate
            onSubmit={(event) => {
                event.preventDefault();
                send();
            }}
        >
            <section class="card">
                <header>
                    <h1>{text.title}</h1>
                    <span class="aside">{text.lead}</span>
                </header>
                <div class="inside">
                    <Failure code={attempt.failure ?? contractFailure} />
                    <Summary title={all.errors} errors={errors} />
                    <fieldset>
                        <legend>{text.shop}</legend>
                        <div class="fields">
                            {field("finess", 4, text.finessHint, { maxLength: 11, autocapitalize: "characters" })}
                            {field("name", 8, undefined, { maxLength: 80, autocomplete: "organization" })}
                            {field("phone", 4, text.phoneHint, { type: "tel", autocomplete: "tel", maxLength: 20 })}
                        </div>
                    </fieldset>
                    <fieldset>
                        <legend>{text.titular}</legend>
                        <div class="fields">
                            {field("contact", 6, undefined, { maxLength: 80, autocomplete: "name" })}
                            {field("email", 6, undefined, { type: "email", autocomplete: "email", maxLength: 254 })}
                            {field("rpps", 6, isGood ? `✓ ${text.rppsGood}` : text.rppsHint, {
                                inputMode: "numeric",
                                maxLength: 15,
                            })}
                        </div>
                    </fieldset>
                    <fieldset>
                        <legend>{text.contract}</legend>
                        {contract && <Contract text={contract.text} label={text.contract} />}
                        {contract && (
                            <p class="hint">
                                {fill(text.contractShown, {
                                    version: contract.version,
                                    hash: contract.hash.slice(0, 16),
                                })}
                            </p>
                        )}
                        <Check
                            id="accept"
                            label={text.accept}
                            checked={form.accept !== "" && form.accept === contract?.hash}
                            onChecked={(isOn) => setForm({ ...form, accept: (isOn && contract?.hash) || "" })}
                            error={messageOf("accept")}
                        />
                    </fieldset>
                </div>
                <footer>
                    <Button kind="primary" shortcut="F2" submit onPress={send} disabled={attempt.busy}>
                        {text.send}
                    </Button>
                </footer>
            </section>
        </form>
    );
}

/** In the language of the page; what is accepted is what is shown. */
function useContract(): readonly [Shown | undefined, string | undefined] {
    const { relay, language } = useCounter();
    const [shown, setShown] = useState<Shown | undefined>(undefined);
    const attempt = useAttempt();
    useEffect(() => {
        setShown(undefined);
        attempt.run(async () => setShown(await relay.json<Shown>("GET", `contract?language=${language.value}`)));
    }, [language.value]);
    return [shown, attempt.failure];
}

function problemsOf(form: Form, contract: Shown | undefined): readonly Problem[] {
    const rpps = rppsProblem(form.rpps);
    const wrong: readonly (readonly [Problem, boolean])[] = [
        ["finess", !isFiness(form.finess)],
        ["name", !form.name.trim()],
        ["phone", !isPhone(form.phone)],
        ["contact", !form.contact.trim()],
        ["email", !isEmail(form.email)],
        ["rpps", rpps === "length"],
        ["rppsKey", rpps === "key"],
        ["accept", !contract || form.accept !== contract.hash],
    ];
    return wrong.filter(([, isWrong]) => isWrong).map(([name]) => name);
}

function bodyOf(form: Form, { hash }: Shown): object {
    return {
        finess: digits(form.finess).toUpperCase(),
        name: form.name.trim(),
        phone: form.phone.replace(/[^\d+]/g, " ").trim(),
        contact_name: form.contact.trim(),
        email: form.email.trim(),
        rpps: digits(form.rpps),
        contract_hash: hash,
    };
}
