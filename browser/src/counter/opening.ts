// Makes the counter: configuration, session, ring, board and outbox.

import type { Counter } from "./app";

export async function open(): Promise<Counter> {
  throw new Error("not yet");
}
