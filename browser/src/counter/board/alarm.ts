// A cassette can be read: heard once, then shown. Browsers allow sound only after a key or a touch, so it begins with the first.

import { useEffect, useRef } from "preact/hooks";
import type { Row } from "../contracts";
import type { Store } from "../store/store";
import { timingOf } from "./due";
import { keyOf } from "./order";

/** Two soft notes, in hertz, each so many seconds. */
const NOTES = [659, 880] as const;
const LENGTH = 0.18;
const LOUDNESS = 0.12;
/** Setting of this browser: a shop that wants no sound says so once. */
export const SILENT = "silent";

/** Rows whose cassette has to be looked at: due, or late. */
export function toRead(rows: readonly Row[], now: number): readonly Row[] {
  const phases = new Set(["due", "late"]);
  return rows.filter(({ state, due }) => state === "sampled" && phases.has(timingOf(due, now).phase));
}

/** Those that were not there at the last look. */
export function newlyIn(rows: readonly Row[], before: ReadonlySet<string>): readonly Row[] {
  return rows.filter((row) => !before.has(keyOf(row)));
}

/** What is said of rows stays said while one of them is still to be read. */
export function stillSaid(said: readonly Row[], due: readonly Row[]): readonly Row[] {
  const keys = new Set(due.map(keyOf));
  return said.some((row) => keys.has(keyOf(row))) ? said : [];
}

/** Calls `announce` once for each row that became due; at the first look, for all that are. */
export function useNewlyDue(rows: readonly Row[], announce: (fresh: readonly Row[]) => void): void {
  const before = useRef<ReadonlySet<string> | undefined>(undefined);
  const names = rows.map(keyOf).join(" ");
  useEffect(() => {
    const fresh = newlyIn(rows, before.current ?? new Set());
    before.current = new Set(rows.map(keyOf));
    if (fresh.length) announce(fresh);
  }, [names]);
}

/** Gives the function that sounds; nothing is heard before the first key or touch. */
export function useSound(store: Store): () => void {
  const context = useRef<AudioContext | undefined>(undefined);
  useEffect(() => {
    const begin = () => (context.current ??= new AudioContext());
    const [once, events] = [{ once: true }, ["keydown", "pointerdown"]];
    for (const event of events) window.addEventListener(event, begin, once);
    return () => {
      for (const event of events) window.removeEventListener(event, begin);
      void context.current?.close();
    };
  }, []);
  return () =>
    void store.setting<boolean>(SILENT).then((silent) => {
      if (context.current && !silent) sound(context.current);
    });
}

function sound(context: AudioContext): void {
  for (const [index, frequency] of NOTES.entries()) {
    const start = context.currentTime + index * LENGTH;
    const [tone, volume] = [new OscillatorNode(context, { frequency }), new GainNode(context, { gain: 0 })];
    volume.gain.setTargetAtTime(LOUDNESS, start, 0.01);
    volume.gain.setTargetAtTime(0, start + LENGTH * 0.6, 0.04); // faded, so that it does not crack
    tone.connect(volume).connect(context.destination);
    tone.start(start);
    tone.stop(start + 2 * LENGTH);
  }
}
