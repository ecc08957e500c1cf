// How far and how long: an estimate that does not jump about, in words.

export interface Progress {
  readonly done: number;
  readonly total: number;
  /** Milliseconds since it began. */
  readonly elapsed: number;
}

const TOO_EARLY_MS = 1_000;
const STEPS = [30, 10, 5, 1]; // seconds that an estimate is rounded to, the longer the coarser

/** Seconds left; undefined while nothing can be said. */
export function secondsLeft({ done, total, elapsed }: Progress): number | undefined {
  if (!done || elapsed < TOO_EARLY_MS) return undefined;
  const left = ((elapsed / done) * (total - done)) / 1000;
  const step = STEPS.find((one) => left >= one * 6) ?? 1;
  return Math.ceil(left / step) * step;
}

/** `2 min 10 s`, `8 s`. */
export function inMinutes(seconds: number): string {
  const [minutes, rest] = [Math.floor(seconds / 60), seconds % 60];
  const parts = [minutes ? `${minutes}\u00a0min` : "", rest || !minutes ? `${rest}\u00a0s` : ""];
  return parts.filter(Boolean).join(" ");
}

/** Whole percents, 100 only when all is done. */
export function percent({ done, total }: Pick<Progress, "done" | "total">): number {
  return total ? Math.floor((100 * done) / total) : 0;
}
