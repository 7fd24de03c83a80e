import { defineConfig } from "vitest/config";
import { projects } from "./vitest.config.ts";

/** Draws the pictures of the README anew: `npm run pictures`. Not a part of `npm test`. */
export default defineConfig({
  test: {
    projects: projects.flatMap(({ test }) =>
      test.name === "e2e" ? [{ test: { ...test, include: ["test/pictures/*.test.ts"] } }] : [],
    ),
  },
});
