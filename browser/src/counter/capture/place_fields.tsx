// Where somebody was born and where they live: letters find the commune, a postal code its city.

import { useTexts, type Language } from "../language";
import { useCounter } from "../app";
import countryNames from "../../../../src/sceau/record/countries.json";
import { Choice } from "../ui/field";
import type { Commune } from "./communes";
import { withCommune, withPlace } from "./draft";
import { idOf } from "./focus";
import type { Page } from "./page";
import { useField } from "./person_field";
import { searchPlaces } from "./places";
import { SuggestField, type Option } from "./suggest";
import texts from "./texts.json";

type Named = readonly [code: string, name: string];
const countries: Readonly<Record<string, Readonly<Record<Language, string>>>> = countryNames;

export function BirthplaceField({ page }: { readonly page: Page }) {
    const field = useField(page, "birthplace");
    const { language } = useCounter();
    const { known } = page.draft.value;
    const found = known.birthplace ? [] : searchPlaces(field.value, page.communes.value, language.value);
    const options = found.map((place) => ({
        key: place.label,
        label: place.label,
        take() {
            page.put(withPlace(page.draft.value, place));
            page.next("birthplace");
        },
    }));
    return <SuggestField {...field} span={6} optional options={options} onEnter={() => page.next("birthplace")} />;
}

export function CityField({ page }: { readonly page: Page }) {
    const field = useField(page, "city");
    const { known } = page.draft.value;
    const options = known.commune ? [] : communesFor(page, field.value).map((commune) => optionOf(page, commune));
    return <SuggestField {...field} span={4} optional options={options} onEnter={() => page.next("city")} />;
}

export function CountryField({ page }: { readonly page: Page }) {
    const text = useTexts(texts);
    const { language } = useCounter();
    const options = Object.entries(countries).map(([code, name]): Named => [code, name[language.value]]);
    options.sort(([, one], [, other]) => one.localeCompare(other, language.value));
    return (
        <Choice
            id={idOf("country")}
            label={text.fields.country}
            span={4}
            value={page.draft.value.values.country}
            options={options}
            error={page.wrong.value.get("country")?.message}
            onValue={(country) => page.type("country", country)}
        />
    );
}

/** Those of the postal code; without one, those whose name begins so. Nothing abroad. */
function communesFor(page: Page, letters: string): readonly Commune[] {
    const { postal_code: code, country } = page.draft.value.values;
    const communes = page.communes.value;
    if (!communes || country !== "FR") return [];
    if (!/^\d{5}$/.test(code.trim())) return letters.length < 2 ? [] : communes.search(letters);
    const found = communes.ofPostal(code.trim());
    const named = communes.search(letters, 50).map(({ insee }) => insee);
    return (letters ? found.filter(({ insee }) => named.includes(insee)) : found).slice(0, 6);
}

function optionOf(page: Page, commune: Commune): Option {
    return {
        key: commune.insee,
        label: commune.name,
        ...(commune.postal[0] && { detail: commune.postal[0] }),
        take() {
            page.put(withCommune(page.draft.value, commune));
            page.next("city");
        },
    };
}
