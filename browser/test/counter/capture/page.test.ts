// The page at work, without a page: what is typed, scanned or taken becomes a row of the board with its ticket.

import { signal } from "@preact/signals";
import { expect, test } from "vitest";
import { Page, type Focus } from "../../../src/counter/capture/page";
import type { Item, Row } from "../../../src/counter/contracts";
import { Stale } from "../../../src/counter/items/stale";
import { isNobodys } from "../../../src/counter/capture/number";
import { PERSON } from "../scan/codes";
import { COMMUNES, JEANNE, KIT, row } from "./people";

function counter({ demo = false, rows = [] as Row[] } = {}) {
  const board = signal<readonly Row[]>(rows);
  const shelf = signal({ in_use: [KIT] });
  const asked: string[] = [];
  const failing = { next: undefined as Error | undefined };
  const add = async (item: Item): Promise<Row> => {
    if (failing.next) throw failing.next;
    const made = row({}, { number: 44 + board.value.length, item });
    board.value = [...board.value, made];
    return made;
  };
  const change = async (place: Row, state: Row["state"], edit: (item: Item) => Item): Promise<Row> => {
    if (failing.next) throw failing.next;
    return { ...place, state, item: edit(place.item as Item) };
  };
  const relay = { json: async (method: string, path: string) => void asked.push(`${method} ${path}`) };
  const items = { rows: board, add, change, shelf: () => shelf };
  const parts = { items, relay, language: signal("fr"), configuration: { demo } };
  return { parts: parts as never, board, shelf, asked, failing };
}

function open({ row: edited, ...made }: Parameters<typeof counter>[0] & { row?: Row } = {}) {
  const world = counter(made);
  const [done, focused]: [Row[], Focus[]] = [[], []];
  const page = new Page({
    counter: world.parts,
    row: edited,
    done: (saved) => done.push(saved),
    focus: (where) => focused.push(where),
    load: async () => COMMUNES,
  });
  return { ...world, page, done, focused };
}

function typeSomebody(page: Page, name = "exemple"): void {
  page.type("birth_name", name);
  page.leave("birth_name");
  page.type("first_name", "jeanne");
  page.leave("first_name");
  page.type("birth", "28031979");
  page.leave("birth");
  page.type("sex", "f");
}

test("keys go on by themselves: number, name, day, phone, postal code, answers, ticket", async () => {
  const { page, focused } = open();
  page.type("number", "279035121518989");
  expect(focused.at(-1)).toBe("birth_name");
  await Promise.resolve();
  page.type("birth_name", "pat-trois");
  page.next("birth_name");
  page.type("first_name", "dominique");
  page.next("first_name");
  expect(focused.at(-1)).toBe("birth");
  page.type("birth", "28/03/1979");
  expect(focused.at(-1)).toBe("phone");
  page.type("phone", "0647151010");
  page.next("email");
  page.type("postal_code", "75007");
  expect(focused.at(-1)).toBe("address");
  page.next("address");
  expect(focused.at(-1)).toBe("consent_test");
  page.answer({ test: true, identity: true });
  page.ask();
  expect(focused.at(-1)).toBe("consent_doctor");
});

test("a person is on the board with a kit and a ticket, and the page is empty again", async () => {
  const { page, done, focused, board } = open();
  typeSomebody(page);
  page.answer({ test: true, identity: false });
  await page.submit();
  expect(done).toHaveLength(1);
  const item = board.value[0]?.item;
  expect(item?.consent).toEqual({ test: true, identity: false, doctor: false, notice: false, certificate: false });
  expect(item?.rounds).toEqual([{ device: KIT.device, analytes: KIT.analytes }]);
  expect(item?.ticket?.secret).toHaveLength(32);
  expect(item?.ticket?.code).toBeUndefined();
  expect(page.draft.value.values.birth_name).toBe("");
  expect(focused.at(-1)).toBe("number");
});

test("a partial birth date has a ticket with a code", async () => {
  const { page, board } = open();
  typeSomebody(page);
  page.type("birth", "1979");
  page.answer({ test: true, identity: true });
  await page.submit();
  expect(board.value[0]?.item?.ticket?.code).toMatch(/^\d{6}$/);
});

test("what is missing stops, in the order of the page", async () => {
  const { page, board } = open();
  page.type("birth_name", "exemple");
  await page.submit();
  const places = page.stopping.value.map(({ where }) => where);
  expect(places).toEqual(["first_name", "birth", "sex", "consent_test", "consent_identity"]);
  expect(board.value).toEqual([]);
});

test("what a number fills is wrong no more", async () => {
  const { page } = open();
  await page.submit();
  page.type("number", "279035121518989");
  expect([page.wrong.value.has("sex"), page.wrong.value.has("birth_name")]).toEqual([false, true]);
});

test("pressed twice, there is one row", async () => {
  const { page, board } = open();
  typeSomebody(page);
  page.answer({ test: true, identity: true });
  await Promise.all([page.submit(), page.submit()]);
  expect(board.value).toHaveLength(1);
});

test("after the last consent comes the doctor who is to be told", () => {
  const { page, focused } = open();
  page.answer({ test: true, identity: true, doctor: true, notice: false, certificate: false });
  page.ask();
  expect(focused.at(-1)).toBe("doctor_family");
  page.type("doctor_family", "MODELE");
  page.ask();
  expect(focused.at(-1)).toBe("submit");
});

test("who is here already is tested again only when asked twice", async () => {
  const { page, board, focused } = open({ rows: [row(JEANNE)] });
  typeSomebody(page);
  page.answer({ test: true, identity: true });
  expect(page.again.value).toMatchObject({ kind: "here", row: { number: 43 } });
  await page.submit();
  expect([board.value.length, focused.at(-1)]).toEqual([1, "again"]);
  await page.submit();
  expect(board.value).toHaveLength(2);
});

test("what could not be kept stays on the page", async () => {
  const { page, failing, done } = open();
  typeSomebody(page);
  page.answer({ test: true, identity: true });
  failing.next = new Error("no room");
  await page.submit();
  expect([page.trouble.value, page.draft.value.values.birth_name, done]).toEqual(["failed", "EXEMPLE", []]);
});

test("the first characters of a scan leave the fields as they were", () => {
  const { page } = open();
  page.type("birth_name", "exemple");
  page.remember();
  page.type("birth_name", "exempleIS0");
  page.revert();
  expect(page.draft.value.values.birth_name).toBe("exemple");
});

test("a scanned person lacks a phone and answers", () => {
  const { page, focused } = open();
  page.scan({ ...PERSON, sex: "F" });
  expect(focused.at(-1)).toBe("phone");
  expect(page.draft.value.filled.has("birth_name")).toBe(true);
});

test("a contact card fills how to reach somebody, and leaves who they are to their own code", async () => {
  const { page, focused } = open();
  page.scan({ ...PERSON, sex: "F" });
  await Promise.resolve();
  page.reach({
    family: "Trois",
    given: "Dom",
    phone: "0647151010",
    email: "D@exemple.fr",
    postalCode: "75007",
    address: "28 avenue",
  });
  expect(page.draft.value.values).toMatchObject({
    birth_name: "PAT-TROIS",
    first_name: "DOMINIQUE",
    phone: "06 47 15 10 10",
    email: "d@exemple.fr",
    city: "Paris",
  });
  expect(focused.at(-1)).toBe("consent_test");
});

test("a contact card overwrites nothing that was typed", () => {
  const { page } = open();
  page.type("phone", "0611111111");
  page.reach({ phone: "0647151010", family: "Exemple" });
  expect(page.draft.value.values).toMatchObject({ phone: "0611111111", birth_name: "EXEMPLE" });
});

test("a returning person is asked again for the test and the register", async () => {
  const { page, board } = open();
  const consent = { test: true, identity: true, doctor: true, notice: true, certificate: false };
  page.comeBack({ person: JEANNE, consent, day: 20_770, names: [] });
  expect(page.draft.value.consent).toEqual({ doctor: true, notice: true, certificate: false });
  page.answer({ test: true, identity: true });
  await page.submit();
  expect(board.value[0]?.item?.person).toEqual(JEANNE);
});

test("who pre-registered is taken off the list once on the board, not before", async () => {
  const { page, board, asked } = open();
  page.take({ number: "7316", at: 0, person: { ...JEANNE, contact: {} }, language: "en" });
  expect(asked).toEqual([]);
  page.answer({ test: true, identity: true });
  await page.submit();
  expect(asked).toEqual(["DELETE prefills/7316"]);
  expect(board.value[0]?.item).toMatchObject({ prefill: "7316", language: "en" });
});

test("a birthplace typed on a phone becomes its commune", async () => {
  const { page, board } = open();
  const identity = { ...(JEANNE["identity"] as object), birthplace: { city: "dompremy" } };
  page.take({ number: "7316", at: 0, person: { identity } });
  await Promise.resolve(); // the communes are here
  page.answer({ test: true, identity: true });
  await page.submit();
  expect(board.value[0]?.item?.person["identity"]).toMatchObject({ birthplace: { insee: "51215" } });
});

test("the same household borrows from the last ticket", async () => {
  const { page, board } = open();
  typeSomebody(page);
  page.type("phone", "0647151010");
  page.answer({ test: true, identity: true });
  await page.submit();
  page.household();
  expect(page.draft.value.values.phone).toBe("06 47 15 10 10");
  typeSomebody(page, "autre");
  page.answer({ test: true, identity: true });
  await page.submit();
  expect(board.value[1]?.item?.household).toBe(board.value[0]?.number);
});

test("with nobody to borrow from, it says so", () => {
  const { page } = open();
  page.household();
  expect(page.trouble.value).toBe("noHousehold");
});

test("a row is changed where it stands, and keeps its kit and its ticket", async () => {
  const before = row(JEANNE, { state: "sampled" });
  const ticket = {
    lookup: new Uint8Array(16),
    public_key: new Uint8Array(),
    born: new Uint8Array(32),
    root: new Uint8Array(32),
  };
  const edited = {
    ...before,
    item: { ...(before.item as Item), ticket, rounds: [{ device: { name: "OTHER", lot: "L" }, analytes: [] }] },
  };
  const { page, done } = open({ row: edited });
  page.type("first_name", "Jeannette");
  await page.submit();
  expect(done[0]).toMatchObject({ state: "sampled", item: { ticket, rounds: edited.item.rounds } });
  expect(done[0]?.item?.person["identity"]).toMatchObject({ birth_first_name: "Jeannette" });
});

test("a row that a colleague changed first is not overwritten", async () => {
  const { page, failing } = open({ row: row(JEANNE) });
  failing.next = new Stale(row(JEANNE));
  await page.submit();
  expect(page.trouble.value).toBe("stale");
});

test("a demonstration says so at the number, and takes one that is nobody’s", () => {
  const { page } = open({ demo: true });
  const numbers = ["1850578123001", "1850578123000"].map(
    (one) => one + String(97 - (Number(one) % 97)).padStart(2, "0"),
  );
  const said = numbers.map((number) => {
    page.type("number", number);
    page.leave("number");
    return page.wrong.value.get("number")?.message.includes("démonstration") ?? false;
  });
  expect(said).toEqual(numbers.map((number) => !isNobodys(number)));
  expect(said).toEqual([true, false]);
});
