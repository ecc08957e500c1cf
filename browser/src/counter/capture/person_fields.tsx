// Who the person is and how to reach them, in the order in which people say it.

import { useTexts } from "../language";
import type { Page } from "./page";
import { PersonField } from "./person_field";
import { BirthplaceField, CityField } from "./place_fields";
import texts from "./texts.json";

const DIGITS = { inputMode: "numeric" } as const;
const PHONE = { inputMode: "tel" } as const;

export function PersonFields({ page }: { readonly page: Page }) {
    const text = useTexts(texts);
    const birth = { ...DIGITS, placeholder: text.hints.birth };
    const sex = { maxLength: 2, placeholder: text.hints.sex };
    const { sex: code } = page.draft.value.values;
    const shownSex = code === "U" ? text.unknownSex : code;
    return (
        <div class="fields">
            <PersonField page={page} name="birth_name" span={6} />
            <PersonField page={page} name="first_name" span={6} />
            <PersonField page={page} name="birth" span={4} input={birth} />
            <PersonField page={page} name="sex" span={2} value={shownSex} input={sex} />
            <BirthplaceField page={page} />
            {page.isShown("guardian_family") && <Guardian page={page} />}
            <PersonField page={page} name="phone" span={6} optional input={PHONE} />
            <PersonField page={page} name="email" span={6} optional input={{ inputMode: "email" }} />
            <PersonField page={page} name="postal_code" span={3} optional />
            <CityField page={page} />
            <PersonField page={page} name="address" span={5} optional />
        </div>
    );
}

function Guardian({ page }: { readonly page: Page }) {
    const text = useTexts(texts);
    return (
        <>
            <PersonField page={page} name="guardian_family" span={4} hint={text.child} />
            <PersonField page={page} name="guardian_given" span={4} optional />
            <PersonField page={page} name="guardian_phone" span={4} optional input={PHONE} />
        </>
    );
}
