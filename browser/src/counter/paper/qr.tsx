// A QR code as one drawn path: made here, from text that no server sees.

import { encode } from "uqr";

export interface QrProps {
    readonly text: string;
    /** What it is, for who does not see it. */
    readonly label: string;
}

/** Quiet zone of four modules, error correction M: reads from a screen behind glass and from thermal paper. */
const BORDER = 4;

export function Qr({ text, label }: QrProps) {
    const { size, data } = encode(text, { ecc: "M", border: BORDER });
    return (
        <svg class="qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label} shape-rendering="crispEdges">
            <rect class="light" width={size} height={size} />
            <path class="dark" d={pathOf(data)} />
        </svg>
    );
}

/** One horizontal stroke for each run of dark modules. */
export function pathOf(modules: readonly (readonly boolean[])[]): string {
    return modules
        .map((row, y) =>
            runsOf(row)
                .map(([x, length]) => `M${x} ${y}h${length}v1h-${length}z`)
                .join(""),
        )
        .join("");
}

function runsOf(row: readonly boolean[]): readonly (readonly [start: number, length: number])[] {
    const runs: [number, number][] = [];
    for (const [x, isDark] of row.entries()) {
        const last = runs.at(-1);
        if (!isDark) continue;
        if (last && last[0] + last[1] === x) last[1] += 1;
        else runs.push([x, 1]);
    }
    return runs;
}
