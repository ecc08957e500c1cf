// What the counter prints, each by one call; loaded when something is printed.

import type { Counter } from "../app";
import { dayInWords } from "../board/days";
import { analyteNames, lastRound } from "../board/person";
import type { Row } from "../contracts";
import { linkOf } from "../handover/ticket";
import type { Language } from "../language";
import { ticketFormat } from "./format";
import { TubeLabel } from "./label";
import { Poster, posterLink } from "./poster";
import { print } from "./printing";
import { ResultPage } from "./result";
import { resultOf, shopOf } from "./sheets";
import { TicketPage, TicketSlip } from "./ticket";

/** On the paper this computer's printer holds. False when the ticket was handed over or printed before. */
export async function printTicket(row: Row, counter: Counter, language: Language): Promise<boolean> {
    const ticket = row.item?.ticket;
    const link = ticket && linkOf(ticket, window.location.origin);
    if (!link) return false;
    const told = { number: row.number, day: dayInWords(row.day, language), link, asksCode: ticket.code !== undefined };
    const props = { ticket: told, shop: shopOfCounter(counter), language };
    const format = await ticketFormat(counter.store);
    await print(format === "a4" ? <TicketPage {...props} /> : <TicketSlip {...props} />, format);
    return true;
}

export async function printLabel(row: Row, counter: Counter, language: Language): Promise<void> {
    const round = row.item && lastRound(row.item);
    const test = round ? analyteNames(round, language) : "";
    const props = { number: row.number, day: dayInWords(row.day, language), test, shop: shopOfCounter(counter) };
    await print(<TubeLabel {...props} />, "label");
}

/** False while no result was sent. */
export async function printResult(row: Row, counter: Counter, language: Language): Promise<boolean> {
    const result = resultOf(row, language);
    if (!result) return false;
    await print(<ResultPage result={result} shop={shopOfCounter(counter)} language={language} />, "a4");
    return true;
}

/** False while locked: the poster's address comes from the pharmacy's log. */
export async function printPoster(counter: Counter, language: Language): Promise<boolean> {
    const ring = counter.ring.value;
    if (!ring) return false;
    const link = posterLink(window.location.origin, ring.pharmacy, ring.log.beginning);
    await print(<Poster link={link} shop={shopOfCounter(counter)} language={language} />, "a4");
    return true;
}

function shopOfCounter({ session, configuration }: Counter) {
    return shopOf(session.value, configuration);
}
