// What is asked of few: another name in use, an address abroad, symptoms, the doctor who is to be told.

import { useTexts } from "../language";
import { Choice } from "../ui/field";
import { idOf } from "./focus";
import type { Page } from "./page";
import { PersonField } from "./person_field";
import { CountryField } from "./place_fields";
import texts from "./texts.json";

const SYMPTOMS = ["", "none", "onset", "unknown"] as const;
const FIELDS = ["used_name", "country", "symptoms", "onset"] as const;

/** Open when something in it is wrong or not as usual. */
export function More({ page }: { readonly page: Page }) {
    const text = useTexts(texts);
    const { values } = page.draft.value;
    const unusual = values.country !== "FR" || values.used_name !== "" || values.symptoms !== "";
    const wrong = FIELDS.some((name) => page.wrong.value.has(name));
    return (
        <details class="more" open={unusual || wrong}>
            <summary>{text.more}</summary>
            <div class="fields">
                <PersonField page={page} name="used_name" span={4} />
                <CountryField page={page} />
                <Symptoms page={page} />
            </div>
        </details>
    );
}

export function Doctor({ page }: { readonly page: Page }) {
    if (page.draft.value.consent.doctor !== true) return null;
    return (
        <div class="fields">
            <PersonField page={page} name="doctor_family" span={3} />
            <PersonField page={page} name="doctor_given" span={3} optional />
            <PersonField page={page} name="doctor_phone" span={3} optional input={{ inputMode: "tel" }} />
            <PersonField page={page} name="doctor_email" span={3} optional input={{ inputMode: "email" }} />
        </div>
    );
}

function Symptoms({ page }: { readonly page: Page }) {
    const text = useTexts(texts);
    const { symptoms } = page.draft.value.values;
    return (
        <>
            <Choice
                id={idOf("symptoms")}
                label={text.fields.symptoms}
                span={symptoms === "onset" ? 2 : 4}
                value={symptoms}
                options={SYMPTOMS.map((code) => [code as string, text.symptoms[code]] as const)}
                onValue={(code) => page.type("symptoms", code)}
            />
            {symptoms === "onset" && <PersonField page={page} name="onset" span={2} />}
        </>
    );
}
