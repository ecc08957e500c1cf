// What must not be overlooked: this is a demonstration; there is no network.

import { useCounter } from "../app";
import { useTexts } from "../language";
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
