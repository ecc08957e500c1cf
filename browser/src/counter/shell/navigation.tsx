// From screen to screen, each with its key; no address holds anything of a person.

import { useTexts } from "../language";
import { addressOf, navigate, route, type Route } from "../routes";
import { useShortcut } from "../ui/shortcut";
import { LanguageSwitch } from "./language_switch";
import texts from "./texts.json";

const SCREENS = [
    ["board", "Alt+B"],
    ["day", "Alt+J"],
    ["files", "Alt+F"],
    ["members", "Alt+M"],
    ["keys", "Alt+K"],
] as const satisfies readonly (readonly [Route, string])[];

export interface NavigationProps {
    readonly onHelp: () => void;
}

export function Navigation({ onHelp }: NavigationProps) {
    const text = useTexts(texts);
    return (
        <nav class="screens" aria-label={text.nav}>
            {SCREENS.map(([name, shortcut]) => (
                <Screen key={name} name={name} shortcut={shortcut} label={text[name]} />
            ))}
            <span class="push" />
            <LanguageSwitch />
            <Help onHelp={onHelp} />
        </nav>
    );
}

function Screen({
    name,
    shortcut,
    label,
}: {
    readonly name: Route;
    readonly shortcut: string;
    readonly label: string;
}) {
    useShortcut(shortcut, () => navigate(name));
    return (
        <a
            href={addressOf(name)}
            aria-keyshortcuts={shortcut}
            aria-current={route.value === name ? "page" : undefined}
            onClick={(event) => {
                event.preventDefault();
                navigate(name);
            }}
        >
            {label} <kbd aria-hidden="true">{shortcut}</kbd>
        </a>
    );
}

function Help({ onHelp }: NavigationProps) {
    const text = useTexts(texts);
    useShortcut("F1", onHelp);
    return (
        <button type="button" class="help" aria-keyshortcuts="F1" onClick={onHelp}>
            {text.help} <kbd aria-hidden="true">F1</kbd>
        </button>
    );
}
