// What a pharmacy takes away: the doctor's copy, and its own data.

import { describe, expect, test } from "vitest";
import { doctorCopy, documentText, mayHaveCopy } from "../../../src/counter/after/doctor";
import { lastRecord, visitLine } from "../../../src/counter/after/own_data";
import { row } from "../board/rows";
import { idOf, result, sent, SHOP, visit } from "./visits";

const doctor = { role: "treating", family: "MODELE", given: "Anne", emails: ["anne@exemple.mssante.fr"] };
const agreed = { test: true, identity: true, doctor: true };
const person = { ...result(1).person, contact: { doctors: [doctor] } };
const told = visit(1, { consent: agreed, person });

describe("the doctor's copy", () => {
  test("is there for whoever agreed, once there is a result", () => {
    expect([mayHaveCopy(told), mayHaveCopy(visit(1)), mayHaveCopy(row(1))]).toEqual([true, false, false]);
  });

  test("names doctor, test and result", () => {
    const copy = doctorCopy(told, SHOP);
    const text = copy ? documentText(copy) : "";
    expect(text).toContain("<family>MODELE</family>");
    expect(text).toContain('code="260385009"');
  });

  test("is the same whenever it is made", () => {
    expect(doctorCopy(told, SHOP)).toEqual(doctorCopy(told, SHOP));
  });

  test("is a new version of the same set once corrected", () => {
    const correction = sent(1, { kind: "correction", reason: "Nom", envelope: [1, new Uint8Array(16)] });
    const second = visit(1, { consent: agreed, person, sent: [sent(1), correction] });
    const [one, two] = [doctorCopy(told, SHOP), doctorCopy(second, SHOP)];
    expect(two?.document).toMatchObject({ set_id: one?.document.set_id, version: 2 });
    expect(two?.document.id).not.toBe(one?.document.id);
  });

  test("has a name that names nobody", () => {
    expect(doctorCopy(told, SHOP)?.name).toMatch(/^BIO-TROD_[0-9-]+_1$/);
  });
});

describe("the pharmacy's own data", () => {
  test("is a line a visit, with envelopes by name", () => {
    const line = JSON.parse(visitLine(visit(7))) as { sent: { envelope: [number, string] }[]; number: number };
    expect(line.number).toBe(7);
    expect(line.sent[0]?.envelope[1]).toBe(idOf(7));
  });

  test("leaves the keys of a ticket where they are", () => {
    const key = new Uint8Array(32);
    const ticket = { lookup: key, seal: key, born: key, root: key, secret: key };
    expect(visitLine(visit(7, { ticket: ticket as never }))).not.toContain("secret");
  });

  test("holds the record that went last, and none where nothing went", () => {
    expect(lastRecord(visit(1), SHOP)?.result.analytes[0]?.outcome).toBe("260385009");
    expect(lastRecord(row(1), SHOP)).toBeUndefined();
  });
});
