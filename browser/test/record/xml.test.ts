// Text and attributes are escaped as libxml2 escapes them.

import { expect, test } from "vitest";
import { node, written } from "../../src/record/xml";

test("what would be markup is text", () => {
  const element = node("a", { b: 'x"<&>\n\t', none: undefined }, 'R&D <"quoted"> l’a\r');
  expect(written(element)).toBe(
    `<?xml version='1.0' encoding='utf-8'?>\n<a b="x&quot;&lt;&amp;&gt;&#10;&#9;">R&amp;D &lt;"quoted"&gt; l’a&#13;</a>\n`,
  );
});

test("elements stand on lines of their own, empty ones closed", () => {
  expect(written(node("a", {}, node("b"), node("c", {}, "")))).toBe(
    "<?xml version='1.0' encoding='utf-8'?>\n<a>\n  <b/>\n  <c></c>\n</a>\n",
  );
});
