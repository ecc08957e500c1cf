// The board as it is worked at: what is chosen, which dialog is open, what the last deed came to; and its keys.

import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { useCounter } from "../app";
import type { Row } from "../contracts";
import { Stale } from "../items/stale";
import { isField } from "../ui/shortcut";
import { useScan } from "../scan/scanner";
import { mayWrite } from "../shell/view";
import { NoKit, perform, ticketed } from "./deeds";
import { chosenIn, choose, NOTHING_CHOSEN, pressed, type Deed, type Desk, type Sight, type Written } from "./keys";
import { seconds } from "./now";
import { inRoom } from "./order";
import { useSealing } from "./watch";

export type DialogName = "handover" | "reissue" | "print" | "cancel";

export interface Opened {
  readonly name: DialogName;
  readonly row: Row;
}

/** What went wrong with the last deed. */
export type Trouble =
  | { readonly kind: "stale"; readonly now: Row }
  | { readonly kind: "noKit" }
  | { readonly kind: "failed"; readonly error: unknown };

export interface Work {
  readonly desk: Desk;
  readonly trouble: Trouble | undefined;
  readonly opened: Opened | undefined;
  choose(row: Row): void;
  /** As if the key had been pressed with this row chosen. */
  press(row: Row, key: string): void;
  open(opened: Opened | undefined): void;
}

/** Milliseconds after which no scanner goes on: four digits in the midst of a code call nobody. */
const BY_HAND = 300;

/** `onEdit`: the row is to be shown in the form; `onNew`: the form is to take the keys, and a number said. */
export function useWork(onEdit: (row: Row) => void, onNew: (number?: string) => void): Work {
  const counter = useCounter();
  const sealing = useSealing();
  const [desk, setDesk] = useState<Desk>(NOTHING_CHOSEN);
  const [trouble, setTrouble] = useState<Trouble>();
  const [opened, open] = useState<Opened>();
  const latest = useRef(desk);
  const calling = useRef<ReturnType<typeof setTimeout>>(undefined);
  const set = (next: Desk) => setDesk((latest.current = next));

  const write = (deed: Written) => {
    perform(deed, counter, sealing).catch((error: unknown) => setTrouble(troubleOf(error)));
  };
  const openTicket = async (row: Row) => {
    const ready = await ticketed(row, counter);
    open({ name: ready.item?.ticket?.secret ? "handover" : "reissue", row: ready });
  };
  const openPrint = async (row: Row) => open({ name: "print", row: await ticketed(row, counter) });
  const act = (deed: Deed) => {
    switch (deed.kind) {
      case "call":
        calling.current = setTimeout(() => onNew(deed.number), BY_HAND);
        return;
      case "edit":
        return onEdit(deed.row);
      case "ticket":
        return void openTicket(deed.row).catch((error: unknown) => setTrouble(troubleOf(error)));
      case "print":
        return void openPrint(deed.row).catch((error: unknown) => setTrouble(troubleOf(error)));
      case "cancel":
        return open({ name: deed.kind, row: deed.row });
      default:
        return write(deed);
    }
  };
  const key = (from: Desk, name: string, code: string): boolean => {
    clearTimeout(calling.current);
    const next = pressed(from, { key: name, code }, sightOf(counter));
    if (!next) return false;
    setTrouble(undefined);
    set(next.desk);
    if (next.deed) act(next.deed);
    return true;
  };
  useBoardKeys((name, code) => (name === "n" ? (onNew(), true) : key(latest.current, name, code)));
  const before = useRef(desk);
  const revert = () => {
    clearTimeout(calling.current); // the digits were a code's
    set(before.current);
  };
  useScan({ begin: () => (before.current = latest.current), revert });

  const keep = (row: Row) => (chosenIn(latest.current, [row]) ? latest.current : choose(row));
  return {
    desk,
    trouble,
    opened,
    open,
    choose: (row) => set(keep(row)),
    press: (row, name) => key(keep(row), name, ""),
  };
}

function sightOf({ items, session }: ReturnType<typeof useCounter>): Sight {
  const [rows, now] = [items.rows.value, seconds()];
  return { rows, shown: inRoom(rows, now), now, mayWrite: mayWrite(session.value) };
}

export function troubleOf(error: unknown): Trouble {
  if (error instanceof Stale) return { kind: "stale", now: error.now };
  if (error instanceof NoKit) return { kind: "noKit" };
  return { kind: "failed", error };
}

/** Keys outside fields and dialogs. A reading typed into the field of the next person is taken too: no person is called `43+`. */
function useBoardKeys(take: (key: string, code: string) => boolean): void {
  const latest = useRef(take);
  latest.current = take;
  useLayoutEffect(() => {
    const listener = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return;
      if (document.querySelector("dialog[open]")) return;
      if (isField(event.target)) leaveField(event, latest.current);
      else if (!event.repeat && !isPressing(event) && latest.current(nameOf(event), event.code)) event.preventDefault();
    };
    window.addEventListener("keydown", listener);
    return () => window.removeEventListener("keydown", listener);
  }, []);
}

// Enter and Space press the button they are on, but for the number of the chosen row, where Enter is the row's own key.
function isPressing({ key, target }: KeyboardEvent): boolean {
  const pressing = key === "Enter" || key === " ";
  return (
    pressing &&
    target instanceof Element &&
    target.matches("a, button:not([aria-pressed=true]), summary, [type=checkbox], [type=radio]")
  );
}

function leaveField(event: KeyboardEvent, take: (key: string, code: string) => boolean): void {
  const field = event.target as HTMLInputElement;
  if (event.key === "Escape") {
    event.preventDefault();
    return field.blur();
  }
  if (field.dataset["readings"] === undefined || !/^\d{1,4}$/.test(field.value) || !/^[-+?!−]$/.test(event.key)) return;
  event.preventDefault();
  for (const key of ["Escape", ...field.value]) take(key, "");
  take(event.key, event.code);
  field.value = "";
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.blur();
}

function nameOf({ key }: KeyboardEvent): string {
  return key.length === 1 ? key.toLowerCase() : key;
}
