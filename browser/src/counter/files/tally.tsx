// A few large numbers side by side, each with its word.

import { useCounter } from "../app";
import { inNumber } from "../words";

export interface Counting {
    readonly count: number;
    readonly word: string;
    readonly kind?: "due" | "done";
}

export function Tally({ counts }: { readonly counts: readonly Counting[] }) {
    const language = useCounter().language.value;
    return (
        <ul class="tally">
            {counts.map(({ count, word, kind }) => (
                <li key={word} class={count ? (kind ?? "") : "none"}>
                    <strong>{inNumber(count, language)}</strong> {word}
                </li>
            ))}
        </ul>
    );
}
