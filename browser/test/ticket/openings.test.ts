// Lines of a journal on the phone: the vectors of spec/vectors/journal, and what somebody may have done to them.

import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { fromHex } from "../../src/envelope/bytes";
import { decode, type Fields } from "../../src/envelope/cbor";
import { readTold, type Told } from "../../src/ticket/openings";

interface Vector {
  line: { at: string; action: string; nonce: string; index: number };
  entry: string;
  proof: string;
}

const vectors = JSON.parse(readFileSync("spec/vectors/journal/entries.json", "utf8")) as {
  key: string;
  entries: Vector[];
};
const LEDGER = "ledger.example/test";
const MINE = { pharmacy: new Uint8Array(16).fill(1), id: new Uint8Array(16).fill(2) };
const [opened, read] = vectors.entries as [Vector, Vector];

function line({ entry, proof, line: { nonce } }: Vector, change: Fields = {}): Fields {
  return { ledger: LEDGER, entry: fromHex(entry), nonce: fromHex(nonce), proof, ...change };
}

async function told(lines: Fields[], keys = [vectors.key]): Promise<Told> {
  return readTold({ keys, lines }, [MINE]);
}

async function proven(...lines: Fields[]): Promise<string[]> {
  return (await told(lines)).openings.map((one) => one.proven);
}

test("what stands in the ledger is proven, the newest first", async () => {
  const { openings } = await told([line(opened), line(read)]);
  expect(openings).toEqual([
    { at: "2026-11-22T10:09:00.000Z", action: "pharmacy-copy-read", proven: "proven" },
    { at: "2026-11-22T10:08:07.123Z", action: "ticket-opened", proven: "proven" },
  ]);
});

test("what has no proof yet waits for it", async () => {
  const { proof: _, ...without } = line(opened);
  expect(await proven(without)).toEqual(["waiting"]);
});

test.each([
  ["another nonce", { nonce: new Uint8Array(32) }],
  ["another entry", { entry: fromHex(opened.entry.replace("6f70656e6564", "6f70656e6572")) }],
  ["another line's proof", { proof: read.proof }],
  ["a proof cut short", { proof: opened.proof.slice(0, 40) }],
  ["a signature flipped", { proof: opened.proof.replace("/4Qs=", "/4Qw=") }],
  ["a ledger whose key is not there", { ledger: "other.example/ledger" }],
])("%s proves nothing", async (_, change) => {
  expect(await proven(line(opened, change))).toEqual(["refused"]);
});

test("a key that cannot be read vouches for nothing", async () => {
  expect((await told([line(opened)], ["nonsense", `${vectors.key}A`])).openings[0]?.proven).toBe("refused");
});

test("a line about somebody else's result is not shown", async () => {
  const other = { ...MINE, id: new Uint8Array(16) };
  expect((await readTold({ keys: [vectors.key], lines: [line(opened)] }, [other])).openings).toEqual([]);
});

test("one act on two results is one, and proven when both lines are", async () => {
  expect(await proven(line(opened), line(opened, { nonce: new Uint8Array(32) }))).toEqual(["refused"]);
  expect(await proven(line(opened), line(opened))).toEqual(["proven"]);
});

test("an answer of another form is refused whole", async () => {
  const extra = { ...(decode(fromHex(opened.entry), 4096) as Fields), more: 1 };
  await expect(readTold({ keys: [], lines: [{ ...line(opened), extra: 1 }] }, [MINE])).rejects.toThrow();
  await expect(readTold({ keys: [], lines: [extra] }, [MINE])).rejects.toThrow();
});

test("what is kept is what an auditor reads", async () => {
  const { lines } = await told([line(opened)]);
  expect(JSON.parse(lines)).toEqual({ ...opened.line, ledger: LEDGER });
});
