// The board's keyboard: number, then a key. What is pressed gives the next state of the desk, what to say, and at most one deed
// that the board then does. It is a function of what it is given, so that every key can be tested without a page.

import { isCall } from "../capture/number";
import type { Item, Row } from "../contracts";
import { timingOf } from "./due";
import { ended, NOTHING_TYPED, withDigit, withoutLast, type Entry } from "./entry";
import { find, keyOf } from "./order";
import { gapsOf, lastRound } from "./person";
import { isInvalid, MARKS, press, type Mark, type Reading } from "./reading";

export type NoteName =
  | "again"
  | "chooseFirst"
  | "consentAsked"
  | "early"
  | "late"
  | "locked"
  | "mustSwab"
  | "next"
  | "noKit"
  | "noTest"
  | "readAlready"
  | "readerOnly"
  | "repeatAsked"
  | "sentAlready"
  | "tooLateToUndo"
  | "toRead"
  | "unknownNumber"
  | "waitingAlready";

/** What the board says about the row chosen; the mark or number it is about. */
export interface Note {
  readonly name: NoteName;
  readonly mark?: Mark;
  readonly number?: string;
}

/** Changes the item. */
export type Written =
  | { readonly kind: "swab" | "undo" | "requeue"; readonly row: Row }
  | { readonly kind: "read"; readonly row: Row; readonly outcomes: Readonly<Record<string, string>> };

/** Opens a dialog or the form. */
export type Opening = { readonly kind: "ticket" | "print" | "edit" | "cancel"; readonly row: Row };

/** Somebody who pre-registered says four digits: the form takes them. */
export interface Called {
  readonly kind: "call";
  readonly number: string;
}

export type Deed = Written | Opening | Called;

/** What the pharmacist is in the middle of. */
export interface Desk {
  readonly entry: Entry;
  /** Key of the row chosen (order.ts). */
  readonly chosen?: string | undefined;
  /** Outcomes of the row chosen, while its cassette has analytes left to read. */
  readonly outcomes: Reading["outcomes"];
  /** The key that waits for itself a second time. */
  readonly asked?: Mark | "Enter" | "r" | undefined;
  readonly note?: Note | undefined;
}

export interface Pressed {
  readonly key: string;
  /** The physical key, as browsers name it. */
  readonly code: string;
}

export interface Sight {
  /** All rows, and those in the room as the board shows them. */
  readonly rows: readonly Row[];
  readonly shown: readonly Row[];
  readonly now: number;
  readonly mayWrite: boolean;
}

export interface Next {
  readonly desk: Desk;
  readonly deed?: Deed;
}

export const NOTHING_CHOSEN: Desk = { entry: NOTHING_TYPED, outcomes: {} };

type Action = (desk: Desk, row: Row, sight: Sight) => Next;

const ACTIONS: Readonly<Record<string, Action>> = {
  Enter: swab,
  z: undo,
  r: repeat,
  t: (desk, row) => done(desk, { kind: "ticket", row }),
  p: (desk, row) => done(desk, { kind: "print", row }),
  e: (desk, row) => (row.state === "sent" ? says(desk, "sentAlready") : done(desk, { kind: "edit", row })),
  Delete: cancel,
};

/** Undefined when the key means nothing here, so that the browser has it. */
export function pressed(desk: Desk, { key, code }: Pressed, sight: Sight): Next | undefined {
  const name = nameOf(key);
  if (/^\d$/.test(name)) return dialled(desk, withDigit(desk.entry, name, sight.now), sight);
  if (name === "Backspace" && desk.entry.digits)
    return { desk: typed(desk, withoutLast(desk.entry, sight.now), sight) };
  if (name === "ArrowDown" || name === "ArrowUp") return { desk: moved(desk, name === "ArrowDown" ? 1 : -1, sight) };
  if (name === "Escape") return { desk: NOTHING_CHOSEN };
  const action = isMark(name) ? markWith(name, code) : ACTIONS[name];
  return action && acted({ ...desk, entry: ended(desk.entry) }, action, sight, isMark(name));
}

export function choose(row: Row): Desk {
  return { ...NOTHING_CHOSEN, chosen: keyOf(row) };
}

export function chosenIn(desk: Desk, rows: readonly Row[]): Row | undefined {
  return desk.chosen === undefined ? undefined : rows.find((row) => keyOf(row) === desk.chosen);
}

/** The cassette of a row and what was read of it so far. */
export function readingOf(row: Row, { outcomes, asked }: Desk): Reading {
  const analytes = (row.item && lastRound(row.item)?.analytes) ?? [];
  const waiting = MARKS.find((mark) => mark === asked);
  return { analytes: analytes.map(({ loinc }) => loinc), outcomes, asked: waiting };
}

function acted(desk: Desk, action: Action, sight: Sight, isReading: boolean): Next | undefined {
  const row = chosenIn(desk, sight.rows) ?? numbered(desk.entry, sight.rows);
  if (!row) return isReading ? { desk: { ...desk, note: { name: "chooseFirst" } } } : undefined;
  if (!row.item) return says(desk, "locked");
  return sight.mayWrite ? action(desk, row, sight) : says(desk, "readerOnly");
}

function markWith(mark: Mark, code: string): Action {
  return (desk, row, sight) => {
    if (row.state !== "sampled") return says(desk, MISPLACED[row.state]);
    const { phase } = timingOf(row.due, sight.now);
    const step = press(readingOf(row, desk), { mark, phase, doubtful: isDoubtful(desk, row, code, sight) });
    if (step.kind === "early" || step.kind === "late") return says(desk, step.kind);
    if (step.kind === "read") return done(desk, { kind: "read", row, outcomes: step.outcomes });
    const { outcomes, asked } = step.reading;
    return { desk: { ...desk, outcomes, asked, note: { name: step.kind, mark } } };
  };
}

const MISPLACED = {
  waiting: "mustSwab",
  read: "readAlready",
  sent: "sentAlready",
  cancelled: "unknownNumber",
} as const;

// On a French keyboard − is the key of 6 without Shift: who meant 46 must not have written 4 negative.
function isDoubtful(desk: Desk, row: Row, code: string, { rows }: Sight): boolean {
  return code === "Digit6" && desk.entry.digits !== "" && find(rows, Number(`${row.number}6`)) !== undefined;
}

function swab(desk: Desk, row: Row): Next {
  if (row.state !== "waiting") return says(desk, row.state === "sampled" ? "toRead" : MISPLACED[row.state]);
  const item = row.item as Item;
  if (item.consent.test === false) return says(desk, "noTest");
  if (gapsOf(item.consent).length && desk.asked !== "Enter") return asks(desk, "Enter", "consentAsked");
  return done(desk, { kind: "swab", row });
}

function undo(desk: Desk, row: Row, { now }: Sight): Next {
  const ends = row.item && lastRound(row.item)?.seal_after;
  if (row.state !== "read" || ends === undefined || ends <= now) return says(desk, "tooLateToUndo");
  return done(desk, { kind: "undo", row });
}

// After an invalid or a missed reading there is nothing to lose; else the key is asked twice.
function repeat(desk: Desk, row: Row, { now }: Sight): Next {
  if (row.state === "waiting") return says(desk, "waitingAlready");
  const invalid = isInvalid(row.item && lastRound(row.item)?.outcomes);
  if (row.state === "sent" && !invalid) return says(desk, "sentAlready");
  const missed = row.state === "sampled" && timingOf(row.due, now).phase === "late";
  if (!invalid && !missed && desk.asked !== "r") return asks(desk, "r", "repeatAsked");
  return done(desk, { kind: "requeue", row });
}

function cancel(desk: Desk, row: Row): Next {
  if (row.state === "waiting" || row.state === "sampled") return done(desk, { kind: "cancel", row });
  return says(desk, row.state === "read" ? "readAlready" : "sentAlready");
}

function dialled(desk: Desk, entry: Entry, sight: Sight): Next {
  const { digits } = entry;
  const calls = sight.mayWrite && isCall(digits) && !numbered(entry, sight.rows);
  return calls ? { desk: NOTHING_CHOSEN, deed: { kind: "call", number: digits } } : { desk: typed(desk, entry, sight) };
}

// Whoever has left is chosen by a key after the number, lest 4 be shown to who is typing 43.
function typed(desk: Desk, entry: Entry, { rows, shown }: Sight): Desk {
  const row = numbered(entry, rows);
  const begins = entry.digits === "" || shown.some(({ number }) => String(number).startsWith(entry.digits));
  if (row && (!begins || shown.includes(row))) return { ...(keyOf(row) === desk.chosen ? desk : choose(row)), entry };
  return { ...NOTHING_CHOSEN, entry, note: begins ? undefined : { name: "unknownNumber", number: entry.digits } };
}

function numbered({ digits }: Entry, rows: readonly Row[]): Row | undefined {
  return digits ? find(rows, Number(digits)) : undefined;
}

function moved(desk: Desk, by: 1 | -1, { shown }: Sight): Desk {
  const at = shown.findIndex((row) => keyOf(row) === desk.chosen);
  const start = by > 0 ? 0 : shown.length - 1;
  const row = shown[at < 0 ? start : Math.min(Math.max(at + by, 0), shown.length - 1)];
  return row ? choose(row) : NOTHING_CHOSEN;
}

function says(desk: Desk, name: NoteName): Next {
  return { desk: { ...desk, asked: undefined, note: { name } } };
}

function asks(desk: Desk, asked: "Enter" | "r", name: NoteName): Next {
  return { desk: { ...desk, asked, note: { name } } };
}

function done({ chosen }: Desk, deed: Deed): Next {
  return { desk: { ...NOTHING_CHOSEN, chosen }, deed };
}

function isMark(name: string): name is Mark {
  return (MARKS as readonly string[]).includes(name);
}

function nameOf(key: string): string {
  if (key === "−" || key === "–") return "-";
  return key.length === 1 ? key.toLowerCase() : key;
}
