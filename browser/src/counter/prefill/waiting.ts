// People who typed their own identity on their own phone and wait with four digits: opened here, asked for when the relay says
// that there is somebody, when digits are said that are not known yet, and from time to time.

import { signal } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import type { Bytes } from "../../envelope/bytes";
import { bytes, list, take, text, unsigned } from "../../envelope/fields";
import { openPrefill } from "../../prefill/sealing";
import type { Plain } from "../../record/shape";
import { useCounter, type Counter } from "../app";
import type { Ring, Row } from "../contracts";

export interface Prefill {
  /** Four digits. */
  readonly number: string;
  /** Seconds since 1970. */
  readonly at: number;
  readonly person: Plain;
  /** In which the phone's page was read. */
  readonly language?: string | undefined;
}

interface Sealed {
  readonly number: string;
  readonly at: number;
  readonly sealed: Bytes;
}

const [EVERY, AT_MOST] = [30_000, 1_000];
/** Seconds by which two computers' clocks may differ. */
const CLOCKS = 600;
const ANSWER = {
  prefills: list(
    (value, path) => take(value, path, { number: text(4, 4), at: unsigned, sealed: bytes(4096) }),
    0,
    8192,
  ),
};

export interface UsedPrefills {
  /** The newest first. While locked, without network or without any: empty. */
  readonly prefills: readonly Prefill[];
  /** Look now: somebody says digits that are not here yet. */
  readonly ask: () => void;
}

export function usePrefills(): UsedPrefills {
  const counter = useCounter();
  const found = useMemo(() => signal<readonly Prefill[]>([]), []);
  const ring = counter.ring.value;
  const asking = useRef<() => void>(() => undefined);
  useEffect(() => {
    if (!ring) return void (found.value = []);
    const known = new Map<string, Prefill | undefined>();
    const look = async () => {
      if (document.visibilityState === "visible") found.value = await waiting(counter, ring, known);
    };
    const looking = sparingly(() => look().catch(() => undefined), AT_MOST); // no answer: those known stay
    const { ask } = looking;
    asking.current = ask;
    const unheard = counter.items.prefilled.subscribe(ask);
    document.addEventListener("visibilitychange", ask);
    const timer = setInterval(ask, EVERY);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", ask);
      unheard();
      looking.end();
    };
  }, [ring]);
  return { prefills: notTaken(found.value, counter.items.rows.value), ask: () => asking.current() };
}

/** Does the work now, or as soon as the last time is `pause` milliseconds ago: what is asked in between is not lost. */
export function sparingly(work: () => unknown, pause: number): { ask: () => void; end: () => void } {
  let [last, timer] = [-Infinity, undefined as ReturnType<typeof setTimeout> | undefined];
  const now = () => {
    [last, timer] = [Date.now(), undefined];
    work();
  };
  const ask = () => {
    const wait = last + pause - Date.now();
    if (wait <= 0) now();
    else timer ??= setTimeout(now, wait);
  };
  return { ask, end: () => clearTimeout(timer) };
}

/** Those that no row of the board was made of yet, here or at another computer. */
export function notTaken(prefills: readonly Prefill[], rows: readonly Row[]): readonly Prefill[] {
  const taken = ({ number, at }: Prefill) =>
    rows.some(({ item }) => item?.prefill === number && item.created >= at - CLOCKS);
  return prefills.filter((one) => !taken(one));
}

/** Opened once each; what cannot be opened is somebody's mischief or of a lost epoch, and is passed over. */
export async function waiting(
  { relay }: Pick<Counter, "relay">,
  ring: Pick<Ring, "pharmacy" | "seedOf">,
  known: Map<string, Prefill | undefined>,
): Promise<readonly Prefill[]> {
  const { prefills } = take(await relay.cbor("GET", "prefills"), "prefills", ANSWER);
  for (const one of prefills as readonly Sealed[]) {
    const key = keyOf(one);
    if (!known.has(key)) known.set(key, await opened(one, ring));
  }
  const here = new Set(prefills.map(keyOf));
  for (const key of known.keys()) if (!here.has(key)) known.delete(key);
  return prefills.flatMap((one) => known.get(keyOf(one)) ?? []);
}

async function opened(
  { number, at, sealed }: Sealed,
  ring: Pick<Ring, "pharmacy" | "seedOf">,
): Promise<Prefill | undefined> {
  try {
    return { number, at, ...(await openPrefill(ring.pharmacy, sealed, (kid) => ring.seedOf(kid))) };
  } catch {
    return undefined;
  }
}

function keyOf({ number, at }: Pick<Sealed, "number" | "at">): string {
  return `${number}/${at}`;
}
