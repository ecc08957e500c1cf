/**
 * Dates and times of a record. A date is the text that was declared (`1979`, `1979-03`, `1979-03-28`); ISO text compares as
 * text, and an unknown month or day counts as the first. Spec: spec/record.md, Dates and times.
 */
const birthForm = /^([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?$/;
const dateForm = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/;
const timeForm = /^([0-9]{4}-[0-9]{2}-[0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})[+-](?:0[0-9]|1[0-4]):[0-5][0-9]$/;

/** The code of what is wrong with a birth date, which may lack its day or its month and day. */
export function birthError(text: string): string | undefined {
  if (!birthForm.test(text)) return "birth-date-format";
  return earliestDay(text) ? undefined : "date-impossible";
}

/** The code of what is wrong with a full date. */
export function dateError(text: string): string | undefined {
  if (!dateForm.test(text)) return "date-format";
  return earliestDay(text) ? undefined : "date-impossible";
}

/** The code of what is wrong with a time, to the second, with its offset. */
export function timeError(text: string): string | undefined {
  const match = timeForm.exec(text);
  if (!match) return "time-format";
  const [, day = "", hour, minute, second] = match;
  const inRange = Number(hour) < 24 && Number(minute) < 60 && Number(second) < 60;
  const year = Number(day.slice(0, 4));
  return earliestDay(day) && inRange && year >= 2 && year <= 9998 ? undefined : "time-impossible";
}

/** The first day a complete or partial date can mean, as `YYYY-MM-DD`; undefined when there is no such day. */
export function earliestDay(text: string): string | undefined {
  const match = birthForm.exec(text);
  if (!match) return undefined;
  const [, year = "", month = "01", day = "01"] = match;
  const leap = Number(year) % 4 === 0 && (Number(year) % 100 !== 0 || Number(year) % 400 === 0);
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][Number(month) - 1] ?? 0;
  return Number(year) >= 1 && Number(day) >= 1 && Number(day) <= days ? `${year}-${month}-${day}` : undefined;
}

/** Whole years reached on `day` (`YYYY-MM-DD`), an unknown month or day of birth counting as the first. */
export function latestAge(birth: string, day: string): number {
  const born = earliestDay(birth);
  if (!born) throw new Error("birth date is not a date: check it first");
  return Number(day.slice(0, 4)) - Number(born.slice(0, 4)) - (day.slice(5) < born.slice(5) ? 1 : 0);
}
