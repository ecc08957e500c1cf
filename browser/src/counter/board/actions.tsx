// What can be done with a row, each with its key: a mouse presses the same keys.

import type { Row } from "../contracts";
import { useTexts } from "../language";
import type { Work } from "./desk";
import { timingOf } from "./due";
import { lastRound } from "./person";
import { isInvalid } from "./reading";
import texts from "./texts.json";
import { useCounter } from "../app";
import { labelOf } from "../ui/shortcut";

type Name = keyof (typeof texts)["fr"]["action"];

interface Offer {
    readonly name: Name;
    readonly key: string;
    readonly kind?: "primary" | "quiet";
}

const SWAB: Offer = { name: "swab", key: "Enter", kind: "primary" };
const REPEAT: Offer = { name: "repeat", key: "r" };
const UNDO: Offer = { name: "undo", key: "z" };
const READINGS: readonly Offer[] = [
    { name: "plus", key: "+" },
    { name: "minus", key: "-" },
    { name: "question", key: "?" },
    { name: "invalid", key: "!" },
];
const REST: readonly Offer[] = [
    { name: "ticket", key: "t", kind: "quiet" },
    { name: "print", key: "p", kind: "quiet" },
];
const EDIT: Offer = { name: "edit", key: "e", kind: "quiet" };
const CANCEL: Offer = { name: "cancel", key: "Delete", kind: "quiet" };

export interface ActionsProps {
    readonly row: Row;
    readonly now: number;
    readonly isChosen: boolean;
    readonly work: Work;
}

export function Actions({ row, now, isChosen, work }: ActionsProps) {
    const [first, rest] = offersFor(row, now, isChosen);
    const line = (offer: Offer) => (
        <Action
            key={offer.name}
            offer={offer}
            row={row}
            isChosen={isChosen}
            onPress={() => work.press(row, offer.key)}
        />
    );
    return (
        <div class="actions">
            <span>{first.map(line)}</span>
            {rest.length > 0 && <span>{rest.map(line)}</span>}
        </div>
    );
}

interface ActionProps {
    readonly offer: Offer;
    readonly row: Row;
    readonly isChosen: boolean;
    readonly onPress: () => void;
}

function Action({ offer: { name, key, kind }, row, isChosen, onPress }: ActionProps) {
    const text = useTexts(texts).action;
    const { language } = useCounter();
    return (
        <button type="button" class={`button ${kind ?? "secondary"}`} onClick={onPress}>
            {isChosen && <kbd aria-hidden="true">{labelOf(key, language.value)}</kbd>}
            <span>
                {text[name]} <span class="unseen">{row.number}</span>
            </span>
        </button>
    );
}

/** What is to be done now; and the rest, for the row chosen alone. */
export function offersFor(row: Row, now: number, isChosen: boolean): readonly [readonly Offer[], readonly Offer[]] {
    const first = firstFor(row, now);
    if (!isChosen) return [row.state === "sampled" ? [] : first.slice(0, 1), []];
    const isSent = row.state === "sent";
    const leaves = row.state === "waiting" || row.state === "sampled";
    return [first, [...REST, ...(isSent ? [] : [EDIT]), ...(leaves ? [CANCEL] : [])]];
}

function firstFor(row: Row, now: number): readonly Offer[] {
    const round = row.item && lastRound(row.item);
    const repeat = isInvalid(round?.outcomes) ? [REPEAT] : [];
    if (row.state === "waiting") return [SWAB];
    if (row.state === "read") return [...((round?.seal_after ?? 0) > now ? [UNDO] : []), ...repeat];
    if (row.state === "sampled") return timingOf(row.due, now).phase === "late" ? [REPEAT] : READINGS;
    return repeat;
}
