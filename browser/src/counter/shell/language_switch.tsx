// The other language, named in itself.

import { useCounter } from "../app";
import { LANGUAGES, useTexts } from "../language";
import { useShortcut } from "../ui/shortcut";
import texts from "./texts.json";

export function LanguageSwitch() {
    const { language } = useCounter();
    const text = useTexts(texts);
    const change = () => (language.value = LANGUAGES.find((one) => one !== language.value) ?? language.value);
    useShortcut("Alt+L", change);
    return (
        <button
            type="button"
            class="button quiet language"
            lang={text.otherLanguage}
            aria-keyshortcuts="Alt+L"
            onClick={change}
        >
            {text.language}
        </button>
    );
}
