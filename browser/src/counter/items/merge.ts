// Two changes of one row, made without knowing of each other, laid together against what both started from
// (spec/counter.md §7). The one idea: nothing that somebody wrote disappears; what must give way goes aside, in sight.

import { equal, hex } from "../../envelope/bytes";
import { encode } from "../../envelope/cbor";
import type { Aside, Item, Sent, State } from "../contracts";
import { valueOf } from "./codec";
import { STATES } from "./states";

export interface Side {
  readonly state: State;
  readonly item: Item;
}

type Map = Readonly<Record<string, unknown>>;
type Giving = (path: string, value: unknown) => void;

/** Parts of these belong together: half of one and half of another would be a third thing. */
const WHOLE = /(^ticket|\.device|\.envelope|\.address)$/;

/** `at`, in seconds, is noted beside what gave way. */
export function merge(base: Side, ours: Side, theirs: Side, at: number): Side {
  const aside: Aside[] = [];
  const giving: Giving = (path, value) => aside.push({ path, value, at });
  const { rounds, sent, aside: _kept, ...item } = theirs.item;
  const others = mergeMaps(without(base.item), without(ours.item), item, "", giving);
  const all = mergeRounds(base.item.rounds, ours.item.rounds, rounds, giving);
  const kept = [...(theirs.item.aside ?? []), ...(ours.item.aside ?? []).slice(base.item.aside?.length ?? 0), ...aside];
  const merged = {
    ...others,
    rounds: all,
    sent: union(sent, ours.item.sent),
    ...(kept.length && { aside: kept }),
  } as unknown as Item;
  return { state: furthest(base.state, ours.state, theirs.state), item: merged };
}

function without({ rounds: _rounds, sent: _sent, aside: _aside, ...item }: Item): Map {
  return item;
}

function mergeValues(base: unknown, ours: unknown, theirs: unknown, path: string, giving: Giving): unknown {
  if (same(ours, base) || same(ours, theirs)) return theirs;
  if (same(theirs, base)) return ours;
  if (isMap(ours) && isMap(theirs) && !WHOLE.test(path)) {
    return mergeMaps(isMap(base) ? base : {}, ours, theirs, path, giving);
  }
  if (ours === undefined) return theirs;
  if (theirs === undefined) return ours; // what somebody wrote, against what somebody took away
  giving(path, ours);
  return theirs;
}

function mergeMaps(base: Map, ours: Map, theirs: Map, path: string, giving: Giving): Map {
  const names = new Set([...Object.keys(theirs), ...Object.keys(ours)]);
  const merged: Record<string, unknown> = {};
  for (const name of names) {
    const inside = path ? `${path}.${name}` : name;
    const value = mergeValues(base[name], ours[name], theirs[name], inside, giving);
    if (value !== undefined) merged[name] = value;
  }
  return merged;
}

/** Those that both know, one by one; then theirs, then ours: the last one counts, and ours was the last to be told. */
function mergeRounds(base: Item["rounds"], ours: Item["rounds"], theirs: Item["rounds"], giving: Giving): unknown[] {
  const shared = base.map((round, at) =>
    mergeValues(round, ours[at] ?? round, theirs[at] ?? round, `rounds.${at}`, giving),
  );
  const added = ours.slice(base.length).filter((round) => !theirs.some((other) => same(round, other)));
  return [...shared, ...theirs.slice(base.length), ...added];
}

function union(theirs: readonly Sent[], ours: readonly Sent[]): readonly Sent[] {
  const known = new Set(theirs.map(({ envelope: [, id] }) => hex(id)));
  const added = ours.filter(({ envelope: [, id] }) => !known.has(hex(id)));
  return [...theirs, ...added].sort((one, other) => one.at - other.at);
}

function furthest(base: State, ours: State, theirs: State): State {
  if (ours === base) return theirs;
  if (theirs === base) return ours;
  return STATES.indexOf(ours) > STATES.indexOf(theirs) ? ours : theirs;
}

function same(one: unknown, other: unknown): boolean {
  if (one === undefined || other === undefined) return one === other;
  return one === other || equal(encode(valueOf(one)), encode(valueOf(other)));
}

function isMap(value: unknown): value is Map {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);
}
