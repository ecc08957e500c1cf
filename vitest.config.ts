import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["browser/test/**/*.test.ts"],
    environment: "node", // WebCrypto is Node's own; what needs a page is a journey, in a real browser
    allowOnly: false,
    testTimeout: 120_000, // a busy machine is no failure
  },
});
