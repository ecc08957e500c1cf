// When a cassette may be read: minutes to wait, minutes left, or too late. Times are seconds since 1970.

import type { Due } from "../contracts";

/** `untimed`: the kit's minutes are not known, so the pharmacist decides. */
export type Phase = "untimed" | "running" | "due" | "late";

export interface Timing {
  readonly phase: Phase;
  /** Until it may be read (running), until it no longer may (due), since then (late). */
  readonly seconds: number;
}

export function timingOf(due: Due | undefined, now: number): Timing {
  if (!due) return { phase: "untimed", seconds: 0 };
  if (now < due.from) return { phase: "running", seconds: due.from - now };
  if (now <= due.until) return { phase: "due", seconds: due.until - now };
  return { phase: "late", seconds: now - due.until };
}

/** `2:10`, `1:02:10`: minutes and seconds, rounded up so that 0:00 is the moment itself. */
export function clock(seconds: number): string {
  const whole = Math.ceil(seconds);
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  const tail = String(whole % 60).padStart(2, "0");
  return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${tail}` : `${minutes}:${tail}`;
}

/** The UTC day, since 1970, of a moment in seconds. */
export function dayOf(now: number): number {
  return Math.floor(now / 86_400);
}
