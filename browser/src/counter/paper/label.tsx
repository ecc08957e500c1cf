// The label of a tube or cassette: its number, and nothing of a person.

import type { Shop } from "./sheets";

export interface LabelProps {
    readonly number: number;
    readonly day: string;
    readonly test: string;
    readonly shop: Shop;
}

export function TubeLabel({ number, day, test, shop }: LabelProps) {
    return (
        <article class="sheet label">
            <p class="big">{number}</p>
            <p>
                {day}
                <br />
                {test}
                <br />
                {shop.name}
            </p>
        </article>
    );
}
