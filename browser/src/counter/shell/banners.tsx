// What must not be overlooked: this is a demonstration; there is no network; the operator lets nothing be sent.

import { useCounter } from "../app";
import { useTexts } from "../language";
import { sentence } from "../sentences";
import texts from "./texts.json";

export function DemoBanner() {
    const text = useTexts(texts);
    if (!useCounter().configuration.demo) return null;
    return (
        <aside class="demo-banner" aria-label={text.demo}>
            <strong>{text.demo}</strong>
            <span>{text.demoBody}</span>
        </aside>
    );
}

export function OfflineBanner() {
    const { items, session } = useCounter();
    const text = useTexts(texts);
    if (!session.value || items.online.value) return null;
    return (
        <p class="offline-banner" role="status">
            <strong>{text.offline}</strong> {text.offlineBody}
        </p>
    );
}

export function SuspendedBanner() {
    const { language, outbox, session } = useCounter();
    if (!session.value || !outbox.suspended.value) return null;
    return (
        <p class="offline-banner" role="alert">
            {sentence("client-suspended", language.value)}
        </p>
    );
}
