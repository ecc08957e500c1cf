// What is said about the whole page: somebody who is here already, a household, what went wrong, a ticket that asks for a code.

import { useTexts, fill } from "../language";
import { shortName } from "../board/person";
import { Notice } from "../ui/notice";
import { readBirth } from "./birth";
import type { Page } from "./page";
import texts from "./texts.json";

export function Notices({ page }: { readonly page: Page }) {
    const text = useTexts(texts);
    const [trouble, relative] = [page.trouble.value, page.relative.value];
    return (
        <>
            {trouble && <Notice kind="error" title={text[trouble]} />}
            <SamePerson page={page} />
            {relative?.item && (
                <p class="hint" role="status">
                    {fill(text.householdOf, { number: relative.number, name: shortName(relative.item.person) })}
                </p>
            )}
            <PartialDate page={page} />
        </>
    );
}

function SamePerson({ page }: { readonly page: Page }) {
    const text = useTexts(texts).again;
    const again = page.again.value;
    if (!again) return null;
    const { kind, row } = again;
    return (
        <div id="capture-again" tabIndex={-1}>
            <Notice kind="due" title={fill(text[kind], { number: row.number })}>
                <p>{page.confirmed.value ? text.confirm : text.focus}</p>
            </Notice>
        </div>
    );
}

/** Only once it is said without its day: while it is typed, everything lacks something. */
function PartialDate({ page }: { readonly page: Page }) {
    const text = useTexts(texts);
    const { birth } = page.draft.value.values;
    const date = readBirth(birth, new Date());
    const settled = /^(?:\d{2}\/)?\d{4}$/.test(birth) && date !== undefined && date.length < 10;
    return settled ? <p class="hint">{text.partial}</p> : null;
}
