// What was sealed once, in either language, still opens here.

import { expect, test } from "vitest";
import { checkMessages, sealMessages } from "./messages";
import python from "../../../spec/vectors/envelope/python.json";
import typescript from "../../../spec/vectors/envelope/typescript.json";

test("what Python sealed opens", async () => {
  await checkMessages(python);
});

test("what this language sealed opens", async () => {
  await checkMessages(typescript);
});

test("what is sealed now opens now", async () => {
  await checkMessages(await sealMessages());
});

test("a message of another does not pass for one's own", async () => {
  const mixed = { ...typescript, acknowledgement: python.acknowledgement };
  await expect(checkMessages(mixed)).rejects.toMatchObject({ code: "bad-signature" });
});
