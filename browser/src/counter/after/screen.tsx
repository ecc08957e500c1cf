// The day and after: what became of everybody, and what is done with it later. One part at a time, each with its key.

import { useState } from "preact/hooks";
import { useTexts } from "../language";
import { useShortcut } from "../ui/shortcut";
import { Billing } from "./billing_list";
import { Export } from "./export";
import { Lots } from "./lots_list";
import { People } from "./people";
import { Search } from "./search_box";
import texts from "./texts.json";

const PARTS = ["people", "search", "lots", "billing", "export"] as const;
type Part = (typeof PARTS)[number];

export default function Screen() {
    const text = useTexts(texts);
    const [part, show] = useState<Part>("people");
    const Shown = { people: People, search: Search, lots: Lots, billing: Billing, export: Export }[part];
    return (
        <div class="after">
            <nav class="parts" aria-label={text.title}>
                {PARTS.map((one, index) => (
                    <PartButton
                        key={one}
                        label={text.parts[one]}
                        shortcut={String(index + 1)}
                        shown={one === part}
                        onPress={() => show(one)}
                    />
                ))}
            </nav>
            <Shown />
        </div>
    );
}

interface PartProps {
    readonly label: string;
    readonly shortcut: string;
    readonly shown: boolean;
    readonly onPress: () => void;
}

function PartButton({ label, shortcut, shown, onPress }: PartProps) {
    useShortcut(shortcut, onPress);
    return (
        <button
            type="button"
            class="part"
            aria-keyshortcuts={shortcut}
            aria-current={shown ? "true" : undefined}
            onClick={onPress}
        >
            {label} <kbd aria-hidden="true">{shortcut}</kbd>
        </button>
    );
}
