// Hearing that something changed: at once where events come, every 15 seconds where they do not.

import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { listen, type Listening } from "../../../src/counter/items/live";

class FakeSource extends EventTarget {
  static made: FakeSource[] = [];
  readyState = 0;

  constructor(
    readonly url: string,
    readonly init: { withCredentials: boolean },
  ) {
    super();
    FakeSource.made.push(this);
  }

  open(): void {
    this.readyState = 1;
    this.dispatchEvent(new Event("open"));
  }

  say(data: unknown): void {
    this.dispatchEvent(Object.assign(new Event("change"), { data: JSON.stringify(data) }));
  }

  close(): void {
    this.readyState = 2;
  }
}

let looked: string[][];
let listening: Listening;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("EventSource", FakeSource);
  FakeSource.made = [];
  looked = [];
  listening = listen("https://relay.example/counter/live", (what) => looked.push([...what]));
});
afterEach(() => {
  listening.close();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const source = () => FakeSource.made.at(-1) as FakeSource;

test("the session's cookie goes along", () => {
  expect([source().url, source().init.withCredentials]).toEqual(["https://relay.example/counter/live", true]);
});

test("a change is looked at when it is told", () => {
  source().open();
  looked.length = 0;
  source().say({ change: 7, what: ["shelf"] });
  expect(looked).toEqual([["shelf"]]);
});

test("what changed while nobody listened is looked at when it opens again", () => {
  source().open();
  expect(looked).toEqual([[]]);
});

test("without events it is asked every 15 seconds", () => {
  vi.advanceTimersByTime(45_000);
  expect(looked).toHaveLength(3);
});

test("with events it is asked once a minute, in case one was lost", () => {
  source().open();
  vi.advanceTimersByTime(15_000);
  looked.length = 0;
  vi.advanceTimersByTime(60_000);
  expect(looked).toHaveLength(1);
});

test("a source that gave up is opened again", () => {
  source().close();
  vi.advanceTimersByTime(15_000);
  expect(FakeSource.made).toHaveLength(2);
});

test("closed, it asks no more", () => {
  listening.close();
  vi.advanceTimersByTime(60_000);
  expect([looked, source().readyState]).toEqual([[], 2]);
});
