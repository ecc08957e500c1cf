// How far a wizard is: in words, and as a bar.

import { fill, useTexts } from "../language";
import texts from "./texts.json";

export function Steps({ at, count }: { readonly at: number; readonly count: number }) {
    const text = fill(useTexts(texts).step, { at, count });
    return (
        <p class="steps">
            <span>{text}</span>
            <progress max={count} value={at} aria-label={text} />
        </p>
    );
}
