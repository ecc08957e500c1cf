// @vitest-environment happy-dom
// The operator's page in a browser: what its script adds to what the server wrote.

import { expect, test } from "vitest";

test("an invitation survives a change of language", async () => {
  document.documentElement.lang = "fr";
  location.hash = "#token-of-nobody";
  document.body.innerHTML = '<a id="language" href="/operator/join?lang=en">English</a>';
  await import("../../src/operator/main");
  const link = document.querySelector<HTMLAnchorElement>("#language");
  expect(link?.hash).toBe("#token-of-nobody");
  expect(link?.search).toBe("?lang=en");
});
