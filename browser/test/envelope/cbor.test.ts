// The one encoding: what goes in comes out, whatever its names and lengths. What is refused is in spec/vectors/cbor.

import { describe, expect, test } from "vitest";
import { concat, fromHex, hex } from "../../src/envelope/bytes";
import { decode, encode, splitSequence, type Value } from "../../src/envelope/cbor";
import { text, take, unsigned } from "../../src/envelope/fields";

describe("a value", () => {
  test.each<[string, Value]>([
    ["00", 0],
    ["17", 23],
    ["1818", 24],
    ["18ff", 255],
    ["190100", 256],
    ["1a00010000", 65_536],
    ["1b0000000100000000", 4_294_967_296],
    ["1b001fffffffffffff", Number.MAX_SAFE_INTEGER],
    ["40", new Uint8Array()],
    ["63efbbbf", "\ufeff"],
    ["64f09f9880", "\u{1f600}"],
    ["82f4f5", [false, true]],
    ["a261620162616102", { aa: 2, b: 1 }],
    ["8181818181818180", [[[[[[[[]]]]]]]]],
  ])("%s is written and read", (encoded, value) => {
    expect(hex(encode(value))).toBe(encoded);
    expect(encode(decode(fromHex(encoded), 100))).toEqual(fromHex(encoded));
  });

  test.each([-1, 0.5, Number.NaN, Number.MAX_SAFE_INTEGER + 1, "\ud800", null as unknown as Value])(
    "%s has no encoding",
    (value) => {
      expect(() => encode(value)).toThrow(expect.objectContaining({ code: "not-canonical" }));
    },
  );

  test("longer than its limit is refused before it is read", () => {
    expect(() => decode(new Uint8Array(11), 10)).toThrow(expect.objectContaining({ code: "too-large" }));
  });
});

describe("a field", () => {
  test("named like something every object has is unknown all the same", () => {
    for (const name of ["__proto__", "constructor", "toString"]) {
      const value = decode(concat(fromHex("a1"), encode(name), encode(1)), 100);
      expect(() => take(value, "it", { v: unsigned })).toThrow(expect.objectContaining({ code: "unknown-field" }));
    }
  });

  test("that is missing is not found on every object", () => {
    expect(() => take({}, "it", { toString: unsigned })).toThrow(expect.objectContaining({ code: "missing-field" }));
  });

  test("of text is measured in code points", () => {
    expect(text(2)("\u{1f600}\u{1f600}", "it")).toHaveLength(4);
    expect(() => text(2)("abc", "it")).toThrow(expect.objectContaining({ code: "bad-length" }));
  });
});

describe("a sequence", () => {
  const items = [encode({ a: 1 }), encode("b"), encode([true])];

  test("is cut into its items", () => {
    expect(splitSequence(concat(...items), 100)).toEqual(items);
    expect(splitSequence(new Uint8Array(), 100)).toEqual([]);
  });

  test("cut short is refused", () => {
    const cut = concat(...items).slice(0, -1);
    expect(() => splitSequence(cut, 100)).toThrow(expect.objectContaining({ code: "not-canonical" }));
  });

  test("with an item above the limit is refused", () => {
    const long = concat(...items, encode("c".repeat(100)));
    expect(() => splitSequence(long, 100)).toThrow(expect.objectContaining({ code: "too-large" }));
  });
});
