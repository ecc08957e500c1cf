// The board's rows over a relay in memory: two browsers, networks that are cut, pages that are closed.

import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { openItems } from "../../../src/counter/items/items";
import { Stale } from "../../../src/counter/items/stale";
import { TODAY } from "../fake_shop";
import { world, type FakeBrowser, type World } from "../fake_browser";
import { visit } from "../fake_people";
import type { Item } from "../../../src/counter/contracts";

let given: World;
let claire: FakeBrowser;

beforeEach(async () => {
  given = await world();
  claire = await given.browser("claire");
});
afterEach(() => given.close());

const named =
  (name: string) =>
  (item: Item): Item => ({
    ...item,
    person: { ...item.person, identity: { ...(item.person["identity"] as object), used_first_name: name } },
  });
const billed =
  (at: number) =>
  (item: Item): Item => ({ ...item, billed: at });
const nameOf = (item: Item | undefined) => (item?.person["identity"] as { used_first_name: string }).used_first_name;

describe("a row", () => {
  test("gets the next short number of the day", async () => {
    const [first, second] = [await claire.items.add(visit()), await claire.items.add(visit("Camille"))];
    expect([first, second]).toMatchObject([
      { day: TODAY, number: 1, version: 1, state: "waiting", unsent: false },
      { number: 2 },
    ]);
  });

  test("is read back as it was written", async () => {
    await claire.items.add(visit());
    expect(claire.row(1).item).toEqual(visit());
  });

  test("is seen by another browser of the shop", async () => {
    await claire.items.add(visit());
    const paul = await given.browser("paul");
    await paul.items.refresh();
    expect(nameOf(paul.row(1).item)).toBe("Dominique");
  });

  test("shows the relay nothing but its place, state and size", async () => {
    await claire.items.add(visit("Zénobie"));
    const [place, stored] = [...given.relay.items][0] as unknown as [string, { state: string; sealed: Uint8Array }];
    expect([place, stored.state, stored.sealed.length]).toEqual([`${TODAY}/1`, "waiting", 4096]);
    expect(Buffer.from(stored.sealed).includes("EXEMPLE")).toBe(false);
  });

  test("changed by somebody else meanwhile is not overwritten, and is shown as it is", async () => {
    const paul = await given.browser("paul");
    await claire.items.add(visit());
    await paul.items.refresh();
    await claire.items.change({ day: TODAY, number: 1 }, "sampled", named("Camille"));
    const change = paul.items.change({ day: TODAY, number: 1 }, "cancelled", (item) => item);
    await expect(change).rejects.toBeInstanceOf(Stale);
    expect(paul.row(1)).toMatchObject({ state: "sampled", version: 2, unsent: false });
    expect(nameOf(paul.row(1).item)).toBe("Camille");
  });

  test("can be changed again after it was shown as it is", async () => {
    const paul = await given.browser("paul");
    await claire.items.add(visit());
    await paul.items.refresh();
    await claire.items.change({ day: TODAY, number: 1 }, "sampled", (item) => item);
    await paul.items.change({ day: TODAY, number: 1 }, "sampled", billed(5)).catch(() => undefined);
    expect(await paul.items.change({ day: TODAY, number: 1 }, "sampled", billed(5))).toMatchObject({ version: 3 });
  });

  test("changed many times at once ends with every change", async () => {
    await claire.items.add(visit());
    const names = ["A", "B", "C", "D"];
    await Promise.all(names.map((name) => claire.items.change({ day: TODAY, number: 1 }, "waiting", named(name))));
    expect(claire.row(1)).toMatchObject({ version: 5 });
    expect(nameOf(claire.row(1).item)).toBe("D");
  });

  test("whose answer was lost is not taken for a conflict", async () => {
    await claire.items.add(visit());
    given.relay.lost = 1;
    const row = await claire.items.change({ day: TODAY, number: 1 }, "sampled", (item) => item);
    expect(row.unsent).toBe(true);
    await claire.items.refresh();
    expect(claire.row(1)).toMatchObject({ state: "sampled", version: 2, unsent: false });
  });

  test("that was finished yesterday leaves the board", async () => {
    await claire.items.add(visit(), "sent");
    await claire.items.add(visit("Camille"));
    given.clock.now += 86_400;
    await claire.items.refresh();
    expect(claire.items.rows.value.map(({ number }) => number)).toEqual([2]);
    expect((await claire.items.days(TODAY, TODAY)).map(({ number }) => number)).toEqual([1, 2]);
  });

  test("says when its cassette may be read", async () => {
    const device = { name: "COVID-VIRO", lot: "A1", earliest_minute: 15, latest_minute: 20 };
    await claire.items.add({ ...visit(), rounds: [{ device, analytes: [], sampled: 1_000 }] }, "sampled");
    expect(claire.row(1).due).toEqual({ from: 1_900, until: 2_200 });
  });
});

describe("without a network", () => {
  test("a row gets a number of this browser's reserve", async () => {
    await claire.items.refresh();
    given.relay.cut.add("claire");
    const row = await claire.items.add(visit());
    expect(row).toMatchObject({ number: 500, version: 0, unsent: true });
    expect(claire.items.online.value).toBe(false);
  });

  test("a reserve of ten that is used up is no wall", async () => {
    await claire.items.refresh();
    given.relay.cut.add("claire");
    const rows = [];
    for (let count = 0; count < 11; count++) rows.push(await claire.items.add(visit()));
    expect(rows[9]).toMatchObject({ number: 509 });
    expect(rows[10]?.number).toBeGreaterThanOrEqual(9_000);
  });

  test("what was captured is there after a reboot, and goes when the network is back", async () => {
    await claire.items.refresh();
    given.relay.cut.add("claire");
    await claire.items.add(visit());
    await claire.reload({ unlocked: true });
    expect(nameOf(claire.row(500).item)).toBe("Dominique");
    given.relay.cut.delete("claire");
    await claire.items.refresh();
    expect(claire.row(500)).toMatchObject({ version: 1, unsent: false });
    expect(given.relay.items.has(`${TODAY}/500`)).toBe(true);
  });

  test("several changes of a row go as one", async () => {
    await claire.items.add(visit());
    given.relay.cut.add("claire");
    await claire.items.change({ day: TODAY, number: 1 }, "sampled", (item) => item);
    await claire.items.change({ day: TODAY, number: 1 }, "read", named("Camille"));
    given.relay.cut.delete("claire");
    await claire.items.refresh();
    expect(claire.row(1)).toMatchObject({ state: "read", version: 2, unsent: false });
  });

  test("two changes of different things are both there afterwards", async () => {
    const paul = await given.browser("paul");
    await claire.items.add(visit());
    await paul.items.refresh();
    given.relay.cut.add("paul");
    await paul.items.change({ day: TODAY, number: 1 }, "waiting", billed(7));
    await claire.items.change({ day: TODAY, number: 1 }, "sampled", named("Camille"));
    given.relay.cut.delete("paul");
    await paul.items.refresh();
    expect(paul.row(1)).toMatchObject({ state: "sampled", version: 3, unsent: false, item: { billed: 7 } });
    expect(nameOf(paul.row(1).item)).toBe("Camille");
    expect(paul.row(1).item?.aside).toBeUndefined();
  });

  test("of one thing changed twice, the relay's stands and the other is set aside", async () => {
    const paul = await given.browser("paul");
    await claire.items.add(visit());
    await paul.items.refresh();
    given.relay.cut.add("paul");
    await paul.items.change({ day: TODAY, number: 1 }, "waiting", named("Claude"));
    await claire.items.change({ day: TODAY, number: 1 }, "waiting", named("Camille"));
    given.relay.cut.delete("paul");
    await paul.items.refresh();
    expect(nameOf(paul.row(1).item)).toBe("Camille");
    expect(paul.row(1).item?.aside).toMatchObject([{ path: "person.identity.used_first_name", value: "Claude" }]);
  });

  test("two browsers that drew one number keep both rows", async () => {
    const paul = await given.browser("paul");
    given.relay.cut.add("claire").add("paul");
    await drain(claire);
    const mine = await claire.items.add(visit());
    given.relay.cut.delete("claire");
    await claire.items.refresh();
    await sameNumber(paul, mine.number);
    given.relay.cut.delete("paul");
    await paul.items.refresh();
    const names = paul.items.rows.value.map(({ item }) => nameOf(item)).filter((name) => name !== "Nobody");
    expect(names.sort()).toEqual(["Camille", "Dominique"]);
  });
});

/** Use up the reserve, with rows that are dropped from what the test looks at. */
async function drain(browser: FakeBrowser): Promise<void> {
  for (const { name } of await browser.store.database.getAll("settings")) {
    if (name.startsWith("numbers/")) await browser.store.forget(name);
  }
}

/** Capture without a network under a number that another browser has drawn too. */
async function sameNumber(browser: FakeBrowser, number: number): Promise<void> {
  await drain(browser);
  const shop = browser.session.value?.pharmacy;
  await browser.store.keep(`numbers/${shop}/${TODAY}`, { next: number, end: number + 1 });
  await browser.items.add(visit("Camille"));
}

describe("locked", () => {
  test("the board forgets who is on it, and keeps numbers, states and timers", async () => {
    const device = { name: "COVID-VIRO", lot: "A1", earliest_minute: 15, latest_minute: 20 };
    await claire.items.add({ ...visit(), rounds: [{ device, analytes: [], sampled: 1_000 }] }, "sampled");
    claire.ring.value = undefined;
    expect(claire.items.rows.value).toEqual([
      { day: TODAY, number: 1, state: "sampled", version: 1, unsent: false, due: { from: 1_900, until: 2_200 } },
    ]);
  });

  test("after a reload the timers still run", async () => {
    const device = { name: "COVID-VIRO", lot: "A1", earliest_minute: 15, latest_minute: 20 };
    await claire.items.add({ ...visit(), rounds: [{ device, analytes: [], sampled: 1_000 }] }, "sampled");
    await claire.reload();
    expect(claire.row(1).due).toEqual({ from: 1_900, until: 2_200 });
    expect(claire.row(1).item).toBeUndefined();
  });

  test("a colleague's change shows its state, and its content once unlocked", async () => {
    const paul = await given.browser("paul");
    await claire.items.add(visit());
    await paul.items.refresh();
    given.relay.locked.add("paul");
    paul.ring.value = undefined;
    await claire.items.change({ day: TODAY, number: 1 }, "sampled", named("Camille"));
    await paul.items.refresh();
    expect(paul.row(1)).toEqual({ day: TODAY, number: 1, state: "sampled", version: 2, unsent: false });
    given.relay.locked.delete("paul");
    paul.ring.value = paul.unlocked;
    await paul.items.refresh();
    expect(nameOf(paul.row(1).item)).toBe("Camille");
  });

  test("nothing can be written", async () => {
    claire.ring.value = undefined;
    await expect(claire.items.add(visit())).rejects.toMatchObject({ code: "locked" });
  });
});

describe("more rows than an answer holds", () => {
  beforeEach(async () => {
    given.relay.page = 2;
    for (let count = 0; count < 5; count++) await claire.items.add(visit());
  });
  const numbers = (browser: FakeBrowser) => browser.items.rows.value.map(({ number }) => number);

  test("are all on a board that is opened for the first time", async () => {
    const paul = await given.browser("paul");
    await paul.items.refresh();
    expect(numbers(paul)).toEqual([1, 2, 3, 4, 5]);
  });

  test("are all on a board that saw some of them before", async () => {
    const paul = await given.browser("paul");
    await paul.items.refresh();
    for (let number = 1; number <= 5; number++) {
      await claire.items.change({ day: TODAY, number }, "sampled", (item) => item);
    }
    await paul.items.refresh();
    expect(paul.items.rows.value.map(({ state }) => state)).toEqual(Array(5).fill("sampled"));
  });

  test("are all found on a past day", async () => {
    const paul = await given.browser("paul");
    given.clock.now += 86_400;
    await paul.reload({ unlocked: true });
    expect(await paul.items.days(TODAY, TODAY)).toHaveLength(5);
  });
});

describe("what the relay makes of rows", () => {
  test("a state that no member wrote is not shown as opened", async () => {
    await claire.items.add(visit());
    const paul = await given.browser("paul");
    const known = given.relay.items.get(`${TODAY}/1`);
    given.relay.items.set(`${TODAY}/1`, { ...(known as NonNullable<typeof known>), state: "sent" });
    await paul.items.refresh();
    expect(paul.row(1).item).toBeUndefined();
  });

  test("an older version does not take the place of what was seen", async () => {
    await claire.items.add(visit());
    const old = given.relay.items.get(`${TODAY}/1`);
    await claire.items.change({ day: TODAY, number: 1 }, "sampled", (item) => item);
    given.relay.items.set(`${TODAY}/1`, { ...(old as NonNullable<typeof old>), change: ++given.relay.change });
    await claire.items.refresh();
    expect(claire.row(1)).toMatchObject({ state: "sampled", version: 2 });
  });
});

describe("another epoch", () => {
  test("leaves rows of before readable, and seals new ones to the newest", async () => {
    await claire.items.add(visit());
    await given.shop.rotate();
    await claire.items.add(visit("Camille"));
    await claire.reload({ unlocked: true });
    expect(claire.items.rows.value.map(({ item }) => nameOf(item))).toEqual(["Dominique", "Camille"]);
  });
});

describe("the shelf", () => {
  const kits = { in_use: [{ device: { name: "COVID-VIRO", lot: "A1" }, analytes: [] }] };

  test("is shared by all computers", async () => {
    await claire.items.place("kits", kits);
    const paul = await given.browser("paul");
    await paul.items.refresh();
    expect(paul.items.shelf("kits").value).toEqual(kits);
  });

  test("placed without a network is brought later", async () => {
    given.relay.cut.add("claire");
    await claire.items.place("kits", kits);
    given.relay.cut.delete("claire");
    await claire.items.refresh();
    expect(given.relay.shelf.get("kits")?.version).toBe(1);
  });

  test("written twice shows the later one everywhere", async () => {
    const paul = await given.browser("paul");
    await claire.items.place("kits", kits);
    const later = { in_use: [{ device: { name: "COVID-VIRO", lot: "B2" }, analytes: [] }] };
    await paul.items.place("kits", later);
    await claire.items.refresh();
    expect(claire.items.shelf("kits").value).toEqual(later);
  });

  test("is not shown while locked", async () => {
    await claire.items.place("kits", kits);
    claire.ring.value = undefined;
    await claire.reload();
    expect(claire.items.shelf("kits").value).toBeUndefined();
  });
});

test("two windows of one browser change a row at once, and neither change is lost", async () => {
  const row = await claire.items.add(visit());
  const { relay, store, session, ring } = claire;
  const window = await openItems({ relay, store, session, ring, live_url: "", now: () => given.clock.now });
  await Promise.all([claire.items.change(row, "waiting", billed(5)), window.change(row, "waiting", named("Camille"))]);
  const written = await window.days(TODAY, TODAY);
  expect([written[0]?.item?.billed, nameOf(written[0]?.item)]).toEqual([5, "Camille"]);
  window.close();
});

test("somebody who typed on a phone is heard of at once, and other changes are none", async () => {
  const sources: EventTarget[] = [];
  class Heard extends EventTarget {
    constructor() {
      super();
      sources.push(this);
    }
    close(): void {}
  }
  vi.stubGlobal("EventSource", Heard);
  const paul = await given.browser("paul");
  const say = (what: string[]) =>
    sources.forEach((source) =>
      source.dispatchEvent(Object.assign(new Event("change"), { data: JSON.stringify({ what }) })),
    );
  say(["items"]);
  expect(paul.items.prefilled.value).toBe(0);
  say(["items", "prefills"]);
  expect(paul.items.prefilled.value).toBe(1);
  vi.unstubAllGlobals();
});
