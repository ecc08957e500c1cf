// The board's keyboard.

import { describe, expect, test } from "vitest";
import { NOTHING_CHOSEN, pressed, type Desk, type Next, type Sight } from "../../../src/counter/board/keys";
import { inRoom, keyOf } from "../../../src/counter/board/order";
import { OUTCOMES } from "../../../src/counter/board/reading";
import type { Row } from "../../../src/counter/contracts";
import { COVID, FLU_A, item, KIT, NOW, row, running, TODAY } from "./rows";

const due = running(43, -60, 200);

function sightOf(rows: readonly Row[], changes: Partial<Sight> = {}): Sight {
  return { rows, shown: inRoom(rows, NOW), now: NOW, mayWrite: true, ...changes };
}

/** What the last of these keys does, after the others. */
function after(keys: string, sight: Sight, from: Desk = NOTHING_CHOSEN): Next {
  const names = keys.split(" ");
  return names.reduce<Next>(({ desk }, key) => pressed(desk, { key, code: "" }, sight) ?? { desk }, { desk: from });
}

const noteAfter = (keys: string, sight: Sight) => after(keys, sight).desk.note?.name;
const deedAfter = (keys: string, sight: Sight) => after(keys, sight).deed;

describe("numbers", () => {
  test("a typed number chooses its row", () => {
    expect(after("4 3", sightOf([due])).desk.chosen).toBe(keyOf(due));
  });

  test("a number that nobody has is said to be unknown", () => {
    expect(noteAfter("9", sightOf([due]))).toBe("unknownNumber");
  });

  test("four digits that nobody here has call whoever pre-registered", () => {
    expect(after("7 3 1 6", sightOf([due]))).toEqual({ desk: NOTHING_CHOSEN, deed: { kind: "call", number: "7316" } });
  });

  test("three digits call nobody, nor four of a number that a row may have, nor a reader's", () => {
    expect(deedAfter("7 3 1", sightOf([due]))).toBeUndefined();
    expect(deedAfter("1 3 1 6", sightOf([due]))).toBeUndefined();
    expect(deedAfter("7 3 1 6", sightOf([due], { mayWrite: false }))).toBeUndefined();
  });

  test("who has left is not shown to who types a longer number", () => {
    expect(after("4", sightOf([due, row(4, "sent")])).desk.chosen).toBeUndefined();
  });

  test("a key after the number of who has left is about them", () => {
    expect(deedAfter("4 t", sightOf([due, row(4, "sent")]))).toMatchObject({ kind: "ticket", row: { number: 4 } });
  });

  test("the beginning of somebody's number is not unknown", () => {
    expect(noteAfter("4", sightOf([due]))).toBeUndefined();
  });

  test("after any other key the next digit begins a new number", () => {
    expect(after("4 3 z 7", sightOf([due, running(7, -60, 60)])).desk.entry.digits).toBe("7");
  });

  test("another number forgets what was read of the cassette before", () => {
    const two = { ...due, item: item({ rounds: [{ ...KIT, analytes: [COVID, FLU_A] }] }) };
    expect(after("4 3 - 7", sightOf([two, running(7, -60, 60)])).desk.outcomes).toEqual({});
  });

  test("Escape chooses nobody", () => {
    expect(after("4 3 Escape", sightOf([due])).desk).toEqual(NOTHING_CHOSEN);
  });

  test("arrows move through the people in the order shown", () => {
    const rows = [row(1), due, row(2)];
    expect(after("ArrowDown ArrowDown", sightOf(rows)).desk.chosen).toBe(`${TODAY}/1`);
  });

  test("a letter without a chosen row is left to the browser", () => {
    expect(pressed(NOTHING_CHOSEN, { key: "z", code: "" }, sightOf([due]))).toBeUndefined();
  });
});

describe("reading", () => {
  test("number and − read a negative in three keys", () => {
    expect(deedAfter("4 3 -", sightOf([due]))).toEqual({
      kind: "read",
      row: due,
      outcomes: { [COVID.loinc]: OUTCOMES["-"] },
    });
  });

  test("one + does nothing yet", () => {
    expect(deedAfter("4 3 +", sightOf([due]))).toBeUndefined();
  });

  test("number and twice + read a positive in four keys", () => {
    expect(deedAfter("4 3 + +", sightOf([due]))).toMatchObject({ outcomes: { [COVID.loinc]: OUTCOMES["+"] } });
  });

  test("a result before any number asks for the number", () => {
    expect(noteAfter("-", sightOf([due]))).toBe("chooseFirst");
  });

  test("too early warns", () => {
    expect(noteAfter("4 3 -", sightOf([running(43, 60, 300)]))).toBe("early");
  });

  test("too late demands a repeat", () => {
    expect(noteAfter("4 3 -", sightOf([running(43, -600, -1)]))).toBe("late");
  });

  test("who was not swabbed has no result", () => {
    expect(noteAfter("1 -", sightOf([row(1)]))).toBe("mustSwab");
  });

  test("a reader cannot write", () => {
    expect(noteAfter("4 3 -", sightOf([due], { mayWrite: false }))).toBe("readerOnly");
  });

  test("a locked board takes no result", () => {
    const { item: _hidden, ...locked } = due;
    expect(noteAfter("4 3 -", sightOf([locked]))).toBe("locked");
  });

  test("− on the key of 6 is asked again where the longer number exists", () => {
    const sight = sightOf([running(4, -60, 60), running(46, -60, 60)]);
    const { desk } = after("4", sight);
    expect(pressed(desk, { key: "-", code: "Digit6" }, sight)?.desk.note).toEqual({ name: "again", mark: "-" });
  });

  test("− on the key of 6 is a negative where no longer number exists", () => {
    const sight = sightOf([running(4, -60, 60)]);
    expect(pressed(after("4", sight).desk, { key: "-", code: "Digit6" }, sight)?.deed?.kind).toBe("read");
  });
});

describe("taking back and repeating", () => {
  const read = (seal_after: number, mark: "-" | "!") =>
    row(43, "read", { item: item({ rounds: [{ ...KIT, outcomes: { [COVID.loinc]: OUTCOMES[mark] }, seal_after }] }) });

  test("within its minute a result is taken back", () => {
    expect(deedAfter("4 3 z", sightOf([read(NOW + 1, "-")]))?.kind).toBe("undo");
  });

  test("after its minute it is not", () => {
    expect(noteAfter("4 3 z", sightOf([read(NOW, "-")]))).toBe("tooLateToUndo");
  });

  test("an invalid cassette is repeated at once", () => {
    expect(deedAfter("4 3 r", sightOf([read(NOW + 1, "!")]))?.kind).toBe("requeue");
  });

  test("a missed cassette is repeated at once", () => {
    expect(deedAfter("4 3 r", sightOf([running(43, -600, -1)]))?.kind).toBe("requeue");
  });

  test("a cassette that still can be read is repeated at the second key", () => {
    expect(noteAfter("4 3 r", sightOf([due]))).toBe("repeatAsked");
    expect(deedAfter("4 3 r r", sightOf([due]))?.kind).toBe("requeue");
  });

  test("a valid result that was sent is corrected elsewhere", () => {
    const sent = { ...read(NOW - 9, "-"), state: "sent" as const };
    expect(noteAfter("4 3 r", sightOf([sent]))).toBe("sentAlready");
  });
});

describe("swabbing", () => {
  test("Enter swabs who waits", () => {
    expect(deedAfter("1 Enter", sightOf([row(1)]))?.kind).toBe("swab");
  });

  test("what was not asked is asked first", () => {
    const rows = [row(1, "waiting", { item: item({ consent: { test: true } }) })];
    expect(noteAfter("1 Enter", sightOf(rows))).toBe("consentAsked");
    expect(deedAfter("1 Enter Enter", sightOf(rows))?.kind).toBe("swab");
  });

  test("who refuses the test is not swabbed", () => {
    const refuses = row(1, "waiting", { item: item({ consent: { test: false, identity: true } }) });
    expect(noteAfter("1 Enter Enter", sightOf([refuses]))).toBe("noTest");
  });

  test("who refuses the register is swabbed", () => {
    const refuses = row(1, "waiting", { item: item({ consent: { test: true, identity: false } }) });
    expect(deedAfter("1 Enter", sightOf([refuses]))?.kind).toBe("swab");
  });
});
