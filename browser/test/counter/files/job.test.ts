// A file's way through the workers: what goes, what comes back, and that nothing goes twice.

import { signal } from "@preact/signals";
import { beforeEach, describe, expect, test } from "vitest";
import type { Configuration, Items, Ring } from "../../../src/counter/contracts";
import { FileJob, type Job } from "../../../src/counter/files/job";
import { fileToMend } from "../../../src/counter/files/report";
import { open } from "../../../src/envelope/open";
import { parseEnvelope } from "../../../src/envelope/wire";
import { csvOf, pharmacy, Posted, workers, type Pharmacy } from "./world";

let shop: Pharmacy;
let posted: Posted;

beforeEach(async () => {
  shop = await pharmacy();
  posted = new Posted();
});

function jobOf({ demo = false } = {}): { files: FileJob; ring: ReturnType<typeof signal<Ring | undefined>> } {
  const ring = signal<Ring | undefined>(shop.ring);
  const configuration = { demo } as Configuration;
  const items = { online: posted.online } as unknown as Items;
  return { files: new FileJob({ configuration, ring, items, outbox: posted.outbox }, workers), ring };
}

type At<Stage extends Job["stage"]> = Extract<Job, { stage: Stage }>;

function at<Stage extends Job["stage"]>(files: FileJob, stage: Stage): At<Stage> {
  const { value } = files.job;
  expect(value.stage).toBe(stage);
  return value as At<Stage>;
}

describe("a file with errors", () => {
  const file = csvOf({}, { sexe: "Z" }, { nom_naissance: "AUTRE" }, { lot: "" });

  test("is told whole before anything goes", async () => {
    const { files } = jobOf();
    await files.take(file);
    const { compared, file: told } = at(files, "ready");
    expect(compared.fresh.map(([row]) => row)).toEqual([2, 4]);
    expect(told.bad.map(({ row, problems }) => [row, problems.map(({ code }) => code)])).toEqual([
      [3, ["code-unknown"]],
      [5, ["field-missing"]],
    ]);
    expect(posted.envelopes.size).toBe(0);
  });

  test("sends its good rows and gives the others back to mend", async () => {
    const { files } = jobOf();
    await files.take(file);
    await files.send();
    const { sent, file: told } = at(files, "sent");
    expect(sent).toMatchObject({ posted: 2, before: 0, fate: { registered: 2, waiting: 0, failed: [] } });
    expect(fileToMend(told)).toHaveLength(3);
  });
});

test("what is posted opens for the pharmacy, and says what the row said", async () => {
  const { files } = jobOf();
  await files.take(csvOf({ nom_naissance: "ESSAI" }));
  await files.send();
  const [encoded] = [...posted.envelopes.values()];
  const { header, signature, copies } = await parseEnvelope(encoded ?? new Uint8Array());
  const opened = await open("pharmacy", { header, signature, copy: copies[1] ?? new Uint8Array() }, shop.seed);
  expect(opened.sections.identity).toMatchObject({ birth_name: "ESSAI" });
  expect(opened.withheld).toEqual([]);
});

test("whoever did not agree to be named is not named to the register", async () => {
  const { files } = jobOf();
  await files.take(csvOf({ consentement_identite: "non" }));
  await files.send();
  const [encoded] = [...posted.envelopes.values()];
  const { header, signature, copies } = await parseEnvelope(encoded ?? new Uint8Array());
  const opened = await open("register", { header, signature, copy: copies[0] ?? new Uint8Array() }, shop.register);
  expect(opened.withheld).toEqual(["identity", "contact", "context"]);
});

describe("the same file again", () => {
  test("sends nothing", async () => {
    const file = csvOf({}, { nom_naissance: "AUTRE" });
    for (const { files } of [jobOf(), jobOf()]) {
      await files.take(file);
      await files.send();
      at(files, "sent");
    }
    expect(posted.envelopes.size).toBe(2);
  });

  test("says what became of it", async () => {
    const [first, second] = [jobOf().files, jobOf().files];
    await first.take(csvOf({}));
    await first.send();
    await second.take(csvOf({}));
    await second.send();
    expect(at(second, "sent").sent).toMatchObject({ posted: 0, before: 1, fate: { registered: 1 } });
  });

  test("sends the row that was mended, and no other", async () => {
    for (const file of [csvOf({}, { sexe: "Z" }), csvOf({}, { sexe: "F", nom_naissance: "AUTRE" })]) {
      const { files } = jobOf();
      await files.take(file);
      await files.send();
    }
    expect(posted.envelopes.size).toBe(2);
  });

  test("sends again what the relay had refused", async () => {
    const { files } = jobOf();
    await files.take(csvOf({}));
    await files.send();
    posted.fate = { state: "refused", code: "clock" };
    await files.take(csvOf({}));
    expect(at(files, "ready").compared.fresh).toHaveLength(1);
  });
});

test("two rows that say the same are two tests", async () => {
  const { files } = jobOf();
  await files.take(csvOf({}, {}, {}));
  await files.send();
  expect(posted.envelopes.size).toBe(3);
});

describe("without a network", () => {
  test("a file is read, and waits until it is known what was sent before", async () => {
    const { files } = jobOf();
    posted.online.value = false;
    await files.take(csvOf({}));
    expect(at(files, "offline").file.good).toHaveLength(1);
    posted.online.value = true;
    await files.compareAgain();
    await files.send();
    expect(posted.envelopes.size).toBe(1);
  });
});

test("a file that is no spreadsheet of ours is refused with all that is wrong", async () => {
  const { files } = jobOf();
  await files.take(new File(["nom;age\r\nX;3\r\n"], "autre.csv"));
  const codes = at(files, "unreadable").problems.map(({ code }) => code);
  expect(new Set(codes)).toEqual(new Set(["column-unknown", "column-missing"]));
});

test("a demonstration takes no file with real numbers, and forgets it", async () => {
  const { files } = jobOf({ demo: true });
  await files.take(csvOf({}, { numero: "180039999900103", numero_type: "NIR", sexe: "M", date_naissance: "03/1980" }));
  expect(at(files, "real").rows).toEqual([3]);
});

test("a locked counter forgets the file", async () => {
  const { files, ring } = jobOf();
  await files.take(csvOf({}));
  ring.value = undefined;
  at(files, "none");
});

test("a key that is missing is told by its code", async () => {
  const { files, ring } = jobOf();
  const statements = {
    newest: () => {
      throw Object.assign(new Error(), { code: "no-key" });
    },
  };
  ring.value = { ...shop.ring, statements } as unknown as Ring;
  await files.take(csvOf({}));
  await files.send();
  expect(at(files, "failed").code).toBe("no-key");
});
