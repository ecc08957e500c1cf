// The boxes in use, and a new one: scanned, or described by hand. A box that has expired is refused.

import { useEffect, useState } from "preact/hooks";
import { useCounter } from "../app";
import { kitName, lotOf } from "../board/person";
import { analytes as knownAnalytes, diseases, kits as knownKits } from "../../record/catalogue";
import type { KitInUse } from "../contracts";
import { fill, useTexts } from "../language";
import { Button } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { Check, Field } from "../ui/field";
import { Notice, Summary } from "../ui/notice";
import { inWords } from "../words";
import { formOf, KIT_FIELDS, kitFrom, toggled, withName, wrongIn, type KitField, type KitForm } from "./kit_form";
import { boxesOf, isExpired, opened } from "./kits";
import texts from "./texts.json";

/** `sure`: false where the lot could be read otherwise. */
export interface Scanned extends KitInUse {
    readonly sure: boolean;
}

export interface KitDialogProps {
    readonly scanned?: Scanned;
    readonly onClose: () => void;
}

const NOTHING = { device: {}, analytes: [] };

export function KitDialog({ scanned, onClose }: KitDialogProps) {
    const text = useTexts(texts).kits;
    const language = useCounter().language.value;
    const expired = scanned && isExpired(scanned.device, new Date());
    const day = Date.parse(String(scanned?.device["expiry"])) / 86_400_000;
    return (
        <Dialog title={scanned ? text.new : text.title} wide onClose={onClose}>
            {expired ? (
                <Notice kind="error" title={fill(text.refusedExpired, { day: inWords(day, language, "short") })} />
            ) : (
                <>
                    {scanned && !scanned.sure && <Notice kind="due" title={text.unsure} />}
                    {!scanned && <KitList />}
                    <Description
                        key={scanned ? String(scanned.device["udi"]) : ""}
                        scanned={scanned}
                        onClose={onClose}
                    />
                </>
            )}
            {expired && (
                <div class="actions">
                    <Button kind="primary" shortcut="Escape" onPress={onClose}>
                        {text.close}
                    </Button>
                </div>
            )}
        </Dialog>
    );
}

function KitList() {
    const counter = useCounter();
    const text = useTexts(texts).kits;
    const kits = boxesOf(counter.items.shelf("kits").value);
    const remove = (kit: KitInUse) => counter.items.place("kits", { in_use: kits.filter((one) => one !== kit) });
    return (
        <>
            <p>{text.scanHint}</p>
            <ul class="kits">
                {kits.map((kit, index) => (
                    <li key={`${kitName(kit.device)} ${lotOf(kit.device)}`}>
                        <span>
                            <strong>{kitName(kit.device)}</strong> · {text.lot} {lotOf(kit.device)}
                        </span>
                        <Button shortcut={`Alt+${index + 1}`} onPress={() => void remove(kit).catch(() => undefined)}>
                            {text.remove}
                        </Button>
                    </li>
                ))}
            </ul>
        </>
    );
}

function Description({ scanned, onClose }: { readonly scanned: Scanned | undefined; readonly onClose: () => void }) {
    const text = useTexts(texts).kits;
    const { form, setForm, wrong, failed, use } = useDescription(scanned, onClose);
    const errorOf = (where: KitField | "analytes") => {
        const found = wrong.find((one) => one.where === where);
        return found && text.errors[found.error];
    };
    const field = (name: KitField, span: number) => ({
        id: `kit-${name}`,
        label: text.fields[name],
        value: form.values[name],
        filled:
            scanned !== undefined &&
            form.values[name] === formOf(scanned.device, []).values[name] &&
            form.values[name] !== "",
        error: errorOf(name),
        span,
        onValue: (value: string) =>
            setForm(name === "name" ? withName(form, value) : { ...form, values: { ...form.values, [name]: value } }),
    });
    const errors = wrong.map(({ where, error }) => ({ field: `kit-${where}`, message: text.errors[error] }));
    return (
        <form noValidate onSubmit={(event) => event.preventDefault()}>
            {!scanned && <h3>{text.describe}</h3>}
            <Summary title={text.summary} errors={errors} />
            {failed && <Notice kind="error" title={text.failed} />}
            <div class="fields">
                <Field {...field("name", 6)} input={{ list: "kit-names", autofocus: true }} />
                <Field {...field("manufacturer", 6)} optional />
                <Field {...field("lot", 3)} />
                <Field {...field("expiry", 3)} optional />
                <Field {...field("earliest_minute", 3)} input={{ inputMode: "numeric" }} />
                <Field {...field("latest_minute", 3)} input={{ inputMode: "numeric" }} />
            </div>
            <datalist id="kit-names">
                {knownKits.map(({ name }) => name && <option key={name} value={name} />)}
            </datalist>
            <Analytes form={form} onForm={setForm} error={errorOf("analytes")} />
            <div class="actions">
                <Button kind="primary" shortcut="F2" onPress={() => void use()}>
                    {text.use}
                </Button>
                <Button kind="quiet" shortcut="Escape" onPress={onClose}>
                    {text.close}
                </Button>
            </div>
        </form>
    );
}

function useDescription(scanned: Scanned | undefined, onClose: () => void) {
    const { items } = useCounter();
    const { device, analytes } = scanned ?? NOTHING;
    const [form, setForm] = useState(() => formOf(device, analytes));
    const [wrong, setWrong] = useState<ReturnType<typeof wrongIn>>([]);
    const [failed, fail] = useState(false);
    useEffect(() => {
        const first = KIT_FIELDS.find((name) => form.values[name] === "" && name !== "reference");
        if (first) document.getElementById(`kit-${first}`)?.focus();
    }, []);
    const use = async () => {
        const found = wrongIn(form, new Date());
        setWrong(found);
        if (found.length) return;
        const in_use = opened(kitFrom(form, new Date()), boxesOf(items.shelf("kits").value));
        await items.place("kits", { in_use }).then(onClose, () => fail(true));
    };
    return { form, setForm, wrong, failed, use };
}

interface AnalytesProps {
    readonly form: KitForm;
    readonly onForm: (form: KitForm) => void;
    readonly error: string | undefined;
}

function Analytes({ form, onForm, error }: AnalytesProps) {
    const { language } = useCounter();
    const text = useTexts(texts).kits;
    return (
        <fieldset
            id="kit-analytes"
            class="analytes"
            tabIndex={-1}
            {...(error && { "aria-describedby": "kit-analytes-error" })}
        >
            <legend>{text.analytes}</legend>
            {[...knownAnalytes].map(([loinc, analyte]) => (
                <Check
                    key={loinc}
                    id={`kit-${loinc}`}
                    label={`${diseases.get(analyte.disease)?.[language.value] ?? ""} · ${analyte[language.value]}`}
                    checked={form.analytes.includes(loinc)}
                    onChecked={(on) => onForm(toggled(form, loinc, on))}
                />
            ))}
            {error && (
                <p class="error" id="kit-analytes-error">
                    {error}
                </p>
            )}
        </fieldset>
    );
}
