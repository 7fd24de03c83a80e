import { defineConfig, type TestProjectConfiguration } from "vitest/config";
import { LongestFirst } from "./test/support/longest-first.ts";

/** Two cores: what waits for OpenCode leaves room for one that computes. */
const maxWorkers = 4;
/** What hangs ends here; what is only slow on a busy machine must not fail. */
const HANG_MS = 720_000;
/** For what must become true soon; on a busy machine that is not soon. */
const POLL_MS = 120_000;
/** Three times what the slowest property needs alone: a machine may be busy. */
const PROPERTY_MS = 240_000;

export const sequence = { sequencer: LongestFirst };

export const projects = [
  {
    test: {
      name: "unit",
      include: ["test/unit/**/*.test.ts"],
      // 20,000 pairs of globs against a brute force: with the integration tests.
      exclude: ["**/oracle.test.ts"],
      pool: "threads",
      // One module graph per worker: no module has state of its own.
      isolate: false,
      maxWorkers,
      testTimeout: PROPERTY_MS,
    },
  },
  {
    test: {
      name: "integration",
      include: ["test/integration/**/*.test.ts", "test/unit/**/oracle.test.ts"],
      pool: "forks",
      isolate: false,
      maxWorkers,
      testTimeout: HANG_MS,
      hookTimeout: HANG_MS,
      expect: { poll: { timeout: POLL_MS } },
    },
  },
  {
    test: {
      name: "e2e",
      include: ["test/e2e/**/*.test.ts"],
      globalSetup: ["test/support/pack.ts", "test/support/host-pool.ts"],
      pool: "forks",
      isolate: false,
      maxWorkers,
      testTimeout: HANG_MS,
      hookTimeout: HANG_MS,
      expect: { poll: { timeout: POLL_MS } },
    },
  },
] satisfies TestProjectConfiguration[];

export default defineConfig({ test: { sequence, projects } });
