import { expect, test } from "vitest";
import { askedGroups, isGroup, newKit } from "../../../src/counter/keys/kit";
import { parseKit } from "../../../src/envelope/access";

const kit = await newKit();

test("what is printed gives the secret again", async () => {
  expect(kit.groups).toHaveLength(14);
  expect(await parseKit(kit.groups.join(" "))).toEqual(kit.secret);
});

test("three different groups are asked back, in order", () => {
  const asked = askedGroups(kit);
  expect(new Set(asked).size).toBe(3);
  expect([...asked].sort((one, other) => one - other)).toEqual(asked);
  expect(asked.every((at) => at >= 0 && at < 14)).toBe(true);
});

test("every group can be asked", () => {
  const asked = new Set(Array.from({ length: 400 }, () => askedGroups(kit)).flat());
  expect(asked.size).toBe(14);
});

test("a group is read as it is printed, in small letters too", () => {
  expect(isGroup(kit, 4, ` ${(kit.groups[4] as string).toLowerCase()} `)).toBe(true);
});

test("another group is not the one asked", () => {
  expect(isGroup(kit, 4, "0000")).toBe(kit.groups[4] === "0000");
  expect(isGroup(kit, 4, "")).toBe(false);
});
