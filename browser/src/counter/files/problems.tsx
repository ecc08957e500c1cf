// Errors of a file, by row and column, with what to write: all of them, a page at a time.

import { useState } from "preact/hooks";
import { columns } from "../../record/csvColumns";
import { fieldAt, sets } from "../../record/fields";
import { message, type Problem } from "../../record/problems";
import { useCounter } from "../app";
import { fill, useTexts } from "../language";
import { Button } from "../ui/button";
import { inNumber } from "../words";
import texts from "./texts.json";

const AT_ONCE = 50;
/** Said to whoever sends from a terminal; this page has the template on a button. */
const COMMAND = " (sceau template csv)";

export function Problems({ title, problems }: { readonly title: string; readonly problems: readonly Problem[] }) {
    const text = useTexts(texts);
    const language = useCounter().language.value;
    const [shown, show] = useState(AT_ONCE);
    if (!problems.length) return null;
    const more = Math.min(AT_ONCE, problems.length - shown);
    return (
        <section class="problems">
            <h2>
                {title} <span class="aside">{inNumber(problems.length, language)}</span>
            </h2>
            <table>
                <thead>
                    <tr>
                        <th scope="col">{text.row}</th>
                        <th scope="col">{text.column}</th>
                        <th scope="col">{text.what}</th>
                    </tr>
                </thead>
                <tbody>
                    {problems.slice(0, shown).map((one, index) => (
                        <tr key={index}>
                            <th scope="row">{one.row === undefined ? "" : inNumber(one.row, language)}</th>
                            <td class="column">{one.column ?? text.wholeFile}</td>
                            <td>{message(asInTheFile(one), language).replace(COMMAND, "")}</td>
                        </tr>
                    ))}
                </tbody>
            </table>
            {more > 0 && (
                <Button onPress={() => show(shown + AT_ONCE)}>
                    {fill(text.more, { count: inNumber(more, language) })}
                </Button>
            )}
        </section>
    );
}

/** With an example as the template has it: `oui`, where a record has `true`; `négatif`, where it has a code. */
function asInTheFile(found: Problem): Problem {
    const example = columns.find(({ name }) => name === found.column)?.example;
    if (!example) return found;
    const words = Object.values(sets[fieldAt(found.path)?.set ?? ""] ?? {}).map(({ fr }) => fr);
    const allowed = words.includes(example) ? { allowed: words.join(", ") } : {};
    return { ...found, values: { example, ...allowed, ...found.values } };
}
