import { defineConfig } from "vitest/config";

/** Apart from the others: it needs a real vLLM. `npm run test:vllm` installs that, builds and comes here. */
export default defineConfig({
  test: {
    name: "vllm",
    include: ["test/vllm/**/*.test.ts"],
    globalSetup: ["test/support/vllm-models.ts"],
    pool: "forks",
    // One engine at a time: each takes all cores while it starts.
    fileParallelism: false,
    testTimeout: 600_000,
    hookTimeout: 600_000,
  },
});
