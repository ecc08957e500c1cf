// When to ask again: full jitter, so that a thousand shops cut off together do not come back together; what the relay
// asks for is obeyed, up to an hour.

const [FIRST, LONGEST, OBEYED] = [1, 60, 3600]; // seconds

/** Seconds before the next attempt, after `failures` of them (from 1). `asked`: the relay's Retry-After. */
export function waitAfter(failures: number, asked?: number, chance: () => number = Math.random): number {
  if (asked !== undefined) return Math.min(asked, OBEYED);
  return chance() * Math.min(FIRST * 2 ** (failures - 1), LONGEST);
}
