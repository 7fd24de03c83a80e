import { defineConfig } from "vitest/config";

const settings = {
  pool: "forks",
  fileParallelism: false,
  testTimeout: 720_000,
  hookTimeout: 720_000,
} as const;
const globalSetup = ["test/support/pack.ts", "test/support/host-pool.ts"];

/**
 * Apart from the others: it needs vLLM's real parser. `npm run test:parser` installs it, builds and comes here. First
 * the parser is asked, and recorded if told so; then OpenCode plays the recording.
 */
export default defineConfig({
  test: {
    projects: ["parsed", "played"].map((name, groupOrder) => ({
      test: {
        ...settings,
        ...{ name, globalSetup, sequence: { groupOrder } },
        include: [`test/parser/${name}.test.ts`],
      },
    })),
  },
});
