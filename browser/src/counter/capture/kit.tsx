// The box in use, always in sight: another one scanned takes its place; one that nobody knows is described once.

import { createPortal } from "preact/compat";
import { useState } from "preact/hooks";
import { useCounter, type Counter } from "../app";
import { kitName, lotOf } from "../board/person";
import type { KitInUse } from "../contracts";
import { fill, useTexts } from "../language";
import type { Box } from "../scan/gs1";
import { useScan } from "../scan/scanner";
import { mayWrite } from "../shell/view";
import { useShortcut } from "../ui/shortcut";
import { KitDialog, type Scanned } from "./kit_dialog";
import { analytesOf, boxesOf, deviceOf, isDescribed, isExpired, opened } from "./kits";
import texts from "./texts.json";

export function KitChip() {
    const counter = useCounter();
    const text = useTexts(texts).kits;
    const kits = boxesOf(counter.items.shelf("kits").value);
    const [dialog, show] = useState<Scanned | "list">();
    const [said, say] = useState("");
    const writes = mayWrite(counter.session.value);
    const scan = async (box: Box) => {
        const kit = { device: deviceOf(box, kits), analytes: analytesOf(box, kits) };
        const known = isDescribed(kit) && hasMinutes(kit) && box.sure && !isExpired(kit.device, new Date());
        if (!known) return show({ ...kit, sure: box.sure });
        await place(counter, opened(kit, kits));
        say(fill(text.opened, { name: kitName(kit.device), lot: lotOf(kit.device) }));
        show(undefined);
    };
    useScan(writes ? { kit: (box) => void scan(box).catch(() => show("list")) } : {});
    useShortcut(writes ? "F8" : undefined, () => show("list"));
    const [first] = kits;
    const expired = first !== undefined && isExpired(first.device, new Date());
    return (
        <>
            <button
                type="button"
                id="kit-chip"
                class={`chip${first && !expired ? "" : " due"}`}
                aria-keyshortcuts="F8"
                disabled={!writes}
                onClick={() => show("list")}
            >
                {first ? <InUse kit={first} expired={expired} others={kits.length - 1} /> : text.none}
                <kbd aria-hidden="true">F8</kbd>
            </button>
            <span class="unseen" role="status">
                {said}
            </span>
            {dialog &&
                createPortal(
                    <KitDialog {...(dialog !== "list" && { scanned: dialog })} onClose={() => show(undefined)} />,
                    document.body,
                )}
        </>
    );
}

function InUse({
    kit,
    expired,
    others,
}: {
    readonly kit: KitInUse;
    readonly expired: boolean;
    readonly others: number;
}) {
    const text = useTexts(texts).kits;
    return (
        <span>
            <strong>{kitName(kit.device)}</strong> · {text.lot} <strong>{lotOf(kit.device)}</strong>
            {expired && ` · ${text.expired}`}
            {others > 0 && ` ${fill(text.others, { count: others })}`}
        </span>
    );
}

function place({ items }: Counter, in_use: readonly KitInUse[]): Promise<void> {
    return items.place("kits", { in_use });
}

function hasMinutes({ device }: KitInUse): boolean {
    return typeof device["earliest_minute"] === "number" && typeof device["latest_minute"] === "number";
}
