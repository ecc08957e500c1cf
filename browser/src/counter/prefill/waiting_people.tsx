// Who has pre-registered and waits, under the first field: their digits, their name, one key to take them.

import { shortName } from "../board/person";
import { useTexts } from "../language";
import { Button } from "../ui/button";
import texts from "./texts.json";
import type { Prefill } from "./waiting";

export interface WaitingPeopleProps {
    readonly prefills: readonly Prefill[];
    readonly onTake: (prefill: Prefill) => void;
}

const SHOWN = 4;

/** The longest waiting first: it is their turn. */
export function WaitingPeople({ prefills, onTake }: WaitingPeopleProps) {
    const text = useTexts(texts);
    if (!prefills.length) return null;
    const first = [...prefills].sort((one, other) => one.at - other.at).slice(0, SHOWN);
    return (
        <div class="prefills" role="group" aria-label={text.title}>
            <span class="aside">{text.title}</span>
            {first.map((prefill, index) => (
                <Button key={prefill.number} shortcut={`Alt+${index + 1}`} onPress={() => onTake(prefill)}>
                    <strong>{prefill.number}</strong> {shortName(prefill.person)}
                </Button>
            ))}
            {prefills.length > SHOWN && <span class="aside">+{prefills.length - SHOWN}</span>}
        </div>
    );
}
