// `navigator.locks` where there is none (Node): one at a time for each name, in the order of asking.

export function standInLocks(): void {
  const last = new Map<string, Promise<unknown>>();
  const request = (name: string, work: () => Promise<unknown>): Promise<unknown> => {
    const turn = (last.get(name) ?? Promise.resolve()).then(work);
    last.set(
      name,
      turn.catch(() => undefined),
    );
    return turn;
  };
  Object.defineProperty(globalThis, "navigator", { configurable: true, value: { locks: { request } } });
}
