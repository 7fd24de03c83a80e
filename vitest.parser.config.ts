import { defineConfig } from "vitest/config";

/** Apart from the others: it needs vLLM's real parser. `npm run test:parser` installs it, builds and comes here. */
export default defineConfig({
  test: {
    name: "parser",
    include: ["test/parser/**/*.test.ts"],
    globalSetup: ["test/support/pack.ts", "test/support/host-pool.ts"],
    pool: "forks",
    fileParallelism: false,
    testTimeout: 720_000,
    hookTimeout: 720_000,
    expect: { poll: { timeout: 120_000 } },
  },
});
