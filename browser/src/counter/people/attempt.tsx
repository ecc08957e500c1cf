// One thing tried at a time: busy while it runs, and what went wrong in words that say what to do.

import { useEffect, useRef, useState } from "preact/hooks";
import { useCounter } from "../app";
import { EnvelopeError } from "../../envelope/errors";
import { PasskeyFailed } from "../keys/passkey";
import { fill, useTexts, type Language } from "../language";
import { Refused, Unreachable } from "../relay";
import { Notice } from "../ui/notice";
import texts from "./texts.json";

export interface Attempt {
    readonly busy: boolean;
    /** Code of what went wrong last, until something else is tried. */
    readonly failure: string | undefined;
    run(work: () => Promise<void>): void;
}

/** What is tried twice at once is tried once; errors that have no code are the page's. */
export function useAttempt(): Attempt {
    const [state, setState] = useState<{ readonly busy: boolean; readonly failure?: string }>({ busy: false });
    const running = useRef(false);
    const run = async (work: () => Promise<void>): Promise<void> => {
        if (running.current) return;
        running.current = true;
        setState({ busy: true });
        try {
            await work();
            setState({ busy: false });
        } catch (error) {
            setState({ busy: false }); // also for an error that has no code
            setState({ busy: false, failure: codeOf(error) });
        } finally {
            running.current = false;
        }
    };
    return {
        busy: state.busy,
        failure: state.failure,
        run: (work) => void run(work),
    };
}

export function codeOf(error: unknown): string {
    if (error instanceof Unreachable) return "offline";
    if (error instanceof PasskeyFailed) return error.reason;
    if (error instanceof Refused || error instanceof EnvelopeError) return error.code || "refused";
    throw error;
}

type Sentences = readonly [title: string, body: string];

export function Failure({ code }: { readonly code: string | undefined }) {
    const text = useTexts(texts);
    const { language } = useCounter();
    const [found, setFound] = useState<Sentences | undefined>(undefined);
    const known: Readonly<Record<string, readonly string[]>> = text.failures;
    const own = code === undefined ? undefined : known[code];
    useEffect(() => {
        setFound(undefined);
        if (code !== undefined && !own) void catalogued(code, language.value).then(setFound);
    }, [code, language.value]);
    if (code === undefined) return null;
    const [title = "", body = ""] = own ?? found ?? known["other"] ?? [];
    return (
        <Notice kind="error" title={fill(title, { code })}>
            <p>{body}</p>
        </Notice>
    );
}

/** The sentences that every part of Sceau says for a code; they are many, and wanted seldom. */
async function catalogued(code: string, language: Language): Promise<Sentences | undefined> {
    const found = await import("../../../../spec/errors.json").catch(() => undefined);
    const entries: Readonly<Record<string, Partial<Record<string, unknown>>>> = found?.default ?? {};
    const entry = entries[code];
    if (!entry?.[`do_${language}`]) return undefined;
    return [String(entry[language]), String(entry[`do_${language}`])];
}
