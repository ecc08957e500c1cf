// A program for the other language's tests: `seal` prints one message of every kind, `open` reads such from standard
// input and fails unless all of them open here.

import { text } from "node:stream/consumers";
import { checkMessages, sealMessages } from "./messages";

if (process.argv[2] === "seal") {
  process.stdout.write(JSON.stringify(await sealMessages(), null, 1) + "\n");
} else {
  await checkMessages(JSON.parse(await text(process.stdin)));
}
