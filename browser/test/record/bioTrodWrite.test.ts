// BIO-TROD documents are written byte for byte as the Python side writes them.

import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it, test } from "vitest";
import { writeBioTrod } from "../../src/record/bioTrodWrite";
import { checked, type Document } from "../../src/record/model";
import type { Plain } from "../../src/record/shape";

const folder = new URL("../../../tests/data/bio-trod/written/", import.meta.url);
const spec = new URL("../../../spec/cases/", import.meta.url);
const read = (name: string, from = folder): string => readFileSync(new URL(name, from), "utf8");
const official = readdirSync(folder).filter((name) => name.endsWith(".xml"));
const { document, hashes } = JSON.parse(read("cases.json")) as { document: Document; hashes: Record<string, string> };

function recordOf(name: string): Plain {
  const { input } = JSON.parse(read(`${name}.json`, spec)) as { input: Plain & { source: Plain } };
  return { ...input, source: { ...input.source, document } };
}

describe("a document", () => {
  it.each(official)("read from %s is written as it is there", (name) => {
    const record = checked(JSON.parse(read(name.replace(".xml", ".json"))) as Plain);
    expect(writeBioTrod(record)).toBe(read(name));
  });

  it.each(Object.entries(hashes))("of the case %s has its hash", (name, expected) => {
    const written = writeBioTrod(checked(recordOf(name)));
    expect(createHash("sha256").update(written).digest("hex")).toBe(expected);
  });

  test("of a record without identifiers is not written", () => {
    const record = recordOf("complete");
    const { document: _, ...source } = record["source"] as Plain;
    expect(() => writeBioTrod(checked({ ...record, source }))).toThrow("source.document");
  });

  test("of nobody is not written", () => {
    const { identity: _, ...record } = recordOf("complete");
    expect(() => writeBioTrod(checked(record))).toThrow("identity");
  });
});
