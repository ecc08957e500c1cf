// `navigator.locks` where there is none (Node): one at a time for each name, for all browsers of a test.

import { Turns } from "../../src/counter/items/turns";

export function standInLocks(): void {
  const turns = new Turns();
  const request = (name: string, work: () => Promise<unknown>) => turns.take(name, work);
  Object.defineProperty(globalThis, "navigator", { configurable: true, value: { locks: { request } } });
}
