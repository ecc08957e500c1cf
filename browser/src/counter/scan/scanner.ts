// Listens to the page's keys for scanners, and gives a scan to whoever on the page takes its kind: the last one mounted.
// The characters that a scanner wrote into a field before it was recognised are taken back by whoever owns the field.

import { useLayoutEffect, useRef } from "preact/hooks";
import type { ContactCard } from "./contact";
import type { InsPerson } from "./ins";
import type { Box } from "./gs1";
import { Burst, type Key, type Scan } from "./burst";

export interface ScanListener {
  /** Keys begin after a pause: remember what the fields hold. */
  readonly begin?: () => void;
  /** They were a scan's: put the fields back. */
  readonly revert?: () => void;
  readonly person?: (person: InsPerson) => void;
  readonly kit?: (box: Box) => void;
  readonly contact?: (card: ContactCard) => void;
  /** A code that came damaged. */
  readonly unreadable?: () => void;
}

/** Milliseconds without a key that end a scan whose scanner ends it with none: of a whole one, and of one that stopped halfway. */
const [SILENCE, STOPPED] = [400, 2000];
const listeners: { current: ScanListener }[] = [];
const burst = new Burst();
let timer = 0;

window.addEventListener("keydown", hear, { capture: true });

/** While mounted, scans of the kinds that `listener` takes come to it. */
export function useScan(listener: ScanListener): void {
  const latest = useRef(listener);
  latest.current = listener;
  useLayoutEffect(() => {
    listeners.push(latest);
    return () => void listeners.splice(listeners.indexOf(latest), 1);
  }, []);
}

/** A scan from elsewhere (the camera) goes the same way. */
export function deliver(scan: Scan): void {
  const taker = [...listeners].reverse().find(({ current }) => current[scan.kind]);
  if (scan.kind === "person") taker?.current.person?.(scan.person);
  else if (scan.kind === "kit") taker?.current.kit?.(scan.box);
  else if (scan.kind === "contact") taker?.current.contact?.(scan.card);
  else taker?.current.unreadable?.();
}

function hear(event: KeyboardEvent): void {
  if (event.isComposing) return;
  const wasOpen = burst.open;
  const taken = burst.take(keyOf(event));
  if (taken === "begin") for (const { current } of listeners) current.begin?.();
  if (taken === "begin" || taken === "typed") return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (!wasOpen && burst.open) for (const { current } of listeners) current.revert?.();
  clearTimeout(timer);
  if (taken === "end") finish();
  else if (burst.open) timer = window.setTimeout(pause, SILENCE);
}

function pause(): void {
  if (burst.whole) finish();
  else timer = window.setTimeout(finish, STOPPED);
}

function finish(): void {
  clearTimeout(timer);
  deliver(burst.finish());
}

function keyOf({ key, code, shiftKey, ctrlKey, timeStamp }: KeyboardEvent): Key {
  return { key, code, shifted: shiftKey, control: ctrlKey && key !== "Control", at: timeStamp };
}
