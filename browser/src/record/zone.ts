/** The offset from UTC of a time on a clock somewhere, the clock change included. Spec: spec/record.md, CSV. */
import { timeError } from "./dates";

/**
 * `+01:00` for `2024-01-06T11:36:00` by the clock of Paris; `twice` or `missing` when the clock showed that time twice or
 * never; `+00:00` for what is no time, which the checks refuse.
 */
export type Clock = (local: string) => string;

const day = 24 * 60 * 60 * 1000;
const numeric = {
  year: "numeric",
  month: "numeric",
  day: "numeric",
  hour: "numeric",
  minute: "numeric",
  second: "numeric",
  hourCycle: "h23",
} as const;

/** The clock of a zone, `Europe/Paris`. */
export function clockIn(zone: string): Clock {
  const format = new Intl.DateTimeFormat("en", { ...numeric, timeZone: zone });
  return (local) => {
    if (timeError(`${local}+00:00`)) return "+00:00";
    const shown = Date.parse(`${local}Z`);
    // A clock changes at most once in two days: the offset is the one before, or the one after.
    const [early, late] = [offsetAt(shown - day, format), offsetAt(shown + day, format)];
    if (early === late) return signed(early);
    const [first, ...others] = [early, late].filter((offset) => offsetAt(shown - offset, format) === offset);
    return first === undefined ? "missing" : others.length ? "twice" : signed(first);
  };
}

/** Milliseconds that the clock is ahead of UTC. */
function offsetAt(moment: number, format: Intl.DateTimeFormat): number {
  const parts = Object.fromEntries(format.formatToParts(moment).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(moment / 1000) * 1000;
}

function signed(offset: number): string {
  const minutes = Math.floor(offset / 60_000);
  const two = (value: number): string => String(value).padStart(2, "0");
  const size = Math.abs(minutes);
  return `${minutes < 0 ? "-" : "+"}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}
