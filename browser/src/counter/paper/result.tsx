// The result itself, for whoever has no phone: what it is, what it means, what to do, whom to call. Without the person's number.

import { fill, type Language } from "../language";
import type { PaperLine, PaperResult, Shop } from "./sheets";
import texts from "./texts.json";
import { Contact } from "./ticket";

export interface ResultProps {
    readonly result: PaperResult;
    readonly shop: Shop;
    readonly language: Language;
}

export function ResultPage({ result, shop, language }: ResultProps) {
    const text = texts[language];
    const { name, birth } = result;
    return (
        <article class="sheet page result" lang={language}>
            {shop.isDemo && <p class="demo">{text.demo}</p>}
            <header>
                <p>{shop.name}</p>
                <p>{text.result.title}</p>
            </header>
            <h1>{fill(result.isWholeDate ? text.result.of : text.result.ofPartial, { name, birth })}</h1>
            {result.lines.map((line) => (
                <Line key={line.test} line={line} />
            ))}
            <Facts result={result} language={language} />
            <p class="foot">{text.result.foot}</p>
            <Contact shop={shop} language={language} />
        </article>
    );
}

function Line({ line }: { readonly line: PaperLine }) {
    return (
        <section>
            <p class="outcome">
                <span>{line.test}</span> <strong>{line.outcome.word}</strong>{" "}
                <span class="sign" aria-hidden="true">
                    {line.outcome.sign}
                </span>
            </p>
            <p>{line.advice.meaning}</p>
            <h2>{line.advice.title}</h2>
            <ul>
                {line.advice.steps.map((step) => (
                    <li key={step}>{step}</li>
                ))}
            </ul>
        </section>
    );
}

function Facts({ result, language }: Pick<ResultProps, "result" | "language">) {
    const text = texts[language].result;
    const facts: readonly (readonly [string, string])[] = [
        [text.sampled, result.sampled],
        [text.read, result.read],
        [text.kit, [result.kit, result.lot && fill(text.lot, { lot: result.lot })].filter(Boolean).join(", ")],
        [text.by, result.responsible ? `${result.responsible.name}, RPPS ${result.responsible.rpps}` : ""],
        [text.number, String(result.number)],
    ];
    return (
        <dl class="facts">
            {facts
                .filter(([, value]) => value)
                .map(([name, value]) => (
                    <div key={name}>
                        <dt>{name}</dt>
                        <dd>{value}</dd>
                    </div>
                ))}
        </dl>
    );
}
