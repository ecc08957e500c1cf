// What this browser keeps (IndexedDB): sealed bytes, its device's key, timers; never an access key, never a name.

/** See store/ for what it holds. */
export interface Store {
  close(): void;
}
