import { defineConfig } from "vitest/config";
import { projects } from "./vitest.config.ts";

/** Compares OpenCode's real terminal with its stored screens: `npm run test:screens`. Not a part of `npm test`. */
export default defineConfig({
  test: {
    projects: projects.flatMap(({ test }) =>
      test.name === "e2e"
        ? [{ test: { ...test, include: ["test/screens/*.test.ts"], maxConcurrency: 4 } }]
        : [],
    ),
  },
});
