// A number typed anywhere outside a field: digits gather while they follow each other, a pause begins a new number.

export interface Entry {
  readonly digits: string;
  /** Seconds since 1970 of the last key. */
  readonly at: number;
}

export const NOTHING_TYPED: Entry = { digits: "", at: 0 };

const PAUSE = 3;
const LONGEST = 4;

export function withDigit({ digits, at }: Entry, digit: string, now: number): Entry {
  const goesOn = now - at <= PAUSE && digits.length < LONGEST;
  return { digits: ((goesOn ? digits : "") + digit).replace(/^0+/, ""), at: now };
}

export function withoutLast({ digits }: Entry, now: number): Entry {
  return { digits: digits.slice(0, -1), at: now };
}

/** Another key came: the number stays to be seen, and the next digit begins a new one. */
export function ended({ digits }: Entry): Entry {
  return { digits, at: 0 };
}
