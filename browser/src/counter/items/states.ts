// The states of a row, in the order in which it passes through them.

import type { State } from "../contracts";

export const STATES: readonly State[] = ["waiting", "sampled", "read", "sent", "cancelled"];

export function isState(text: string): text is State {
  return (STATES as readonly string[]).includes(text);
}

/** Nothing is left to do for it, so that it leaves the board with its day. */
export function isFinished(state: State): boolean {
  return state === "sent" || state === "cancelled";
}
