// What the notifier needs to say "ready": an address, and nothing of the record (spec/envelope.md §5).

import { take, text, type Reader } from "./fields";

export interface Slip {
  readonly channel: string;
  readonly address: string;
  readonly language: string;
}

export const slip: Reader<Slip> = (value, path) =>
  take(value, path, { channel: text(16), address: text(254), language: text(8) });
