// Locks by itself: five minutes in which nobody touched any window of this browser, and whenever another window locks.

export interface Idle {
  /** Tell this browser's other windows that it locked. */
  locked(): void;
  /** Tell them that somebody else is signed in. */
  changed(): void;
}

export interface IdleEvents {
  /** Nobody is here any more. */
  lock(): void;
  /** Another window locked, and told the relay. */
  told(): void;
  /** In another window somebody signed in. */
  look(): void;
}

export const IDLE_MINUTES = 5;
const LOOK_EVERY = 10_000;
const SAY_EVERY = 20_000;
const SIGNS = ["keydown", "pointerdown", "pointermove", "wheel"] as const;

/** Clocks, not timers, decide: a computer that slept is locked when it wakes. */
export function watchIdle({ lock, told, look }: IdleEvents): Idle {
  const others = new BroadcastChannel("sceau-counter");
  let [touched, said] = [Date.now(), 0];
  const touch = () => {
    touched = Date.now();
    if (touched < said + SAY_EVERY) return;
    said = touched;
    others.postMessage("touched");
  };
  for (const sign of SIGNS) window.addEventListener(sign, touch, { passive: true, capture: true });
  others.onmessage = ({ data }) => {
    if (data === "touched") touched = Date.now();
    if (data === "locked") told();
    if (data === "changed") look();
  };
  setInterval(() => {
    if (Date.now() > touched + IDLE_MINUTES * 60_000) lock();
  }, LOOK_EVERY);
  return { locked: () => others.postMessage("locked"), changed: () => others.postMessage("changed") };
}
