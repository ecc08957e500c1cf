// The ticket on paper: a slip for the counter's roll printer, or a sheet in plain words.

import { fill, type Language } from "../language";
import type { PaperTicket, Shop } from "./sheets";
import { Qr } from "./qr";
import texts from "./texts.json";

export interface TicketProps {
    readonly ticket: PaperTicket;
    readonly shop: Shop;
    readonly language: Language;
}

export function TicketSlip({ ticket, shop, language }: TicketProps) {
    const text = texts[language];
    return (
        <article class="sheet slip" lang={language}>
            {shop.isDemo && <p class="demo">{text.demo}</p>}
            <h1>{text.slip.title}</h1>
            <p class="big">{fill(text.number, { number: ticket.number })}</p>
            <p>{ticket.day}</p>
            <Qr text={ticket.link} label={text.qr} />
            <ol>
                {text.slip.steps.map((step) => (
                    <li key={step}>{step}</li>
                ))}
            </ol>
            {ticket.asksCode && <p class="code">{text.code}</p>}
            <p>{text.slip.keep}</p>
            <Contact shop={shop} language={language} />
        </article>
    );
}

export function TicketPage({ ticket, shop, language }: TicketProps) {
    const text = texts[language];
    return (
        <article class="sheet page" lang={language}>
            {shop.isDemo && <p class="demo">{text.demo}</p>}
            <header>
                <p>{shop.name}</p>
                <p>
                    {fill(text.number, { number: ticket.number })} · {ticket.day}
                </p>
            </header>
            <h1>{text.a4.title}</h1>
            <p class="lead">{text.a4.lead}</p>
            <div class="beside-code">
                <Qr text={ticket.link} label={text.qr} />
                <ol>
                    {text.a4.steps.map((step) => (
                        <li key={step}>{step}</li>
                    ))}
                </ol>
            </div>
            {ticket.asksCode && <p class="code">{text.code}</p>}
            <p>{text.a4.when}</p>
            <dl>
                {text.a4.questions.map(([question, answer]) => (
                    <div key={question}>
                        <dt>{question}</dt>
                        <dd>{answer}</dd>
                    </div>
                ))}
            </dl>
            <Contact shop={shop} language={language} />
        </article>
    );
}

export function Contact({ shop, language }: Pick<TicketProps, "shop" | "language">) {
    return (
        <footer>
            <p>{shop.name}</p>
            {shop.phone && <p>{fill(texts[language].call, { phone: shop.phone })}</p>}
        </footer>
    );
}
