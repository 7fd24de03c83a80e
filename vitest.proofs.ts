import { defineConfig } from "vitest/config";
import { ProofReport } from "./test/faults/report.ts";
import type { Group } from "./test/faults/show.ts";
import { projects, sequence } from "./vitest.config.ts";

/** A run of these test files alone, with the table of these rows after it. */
export function proofConfig(files: readonly string[], groups: readonly Group[]) {
  return defineConfig({
    test: {
      sequence,
      reporters: ["default", new ProofReport(groups)],
      projects: projects.map(({ test }) => ({
        test: { ...test, include: files.filter((file) => isIn(test.name, file)) },
      })),
    },
  });
}

/** The oracle computes for a long time, and so it runs with the integration tests. */
function isIn(project: string, file: string): boolean {
  const isOracle = file.endsWith("/oracle.test.ts");
  if (project === "integration") return isOracle || file.startsWith("test/integration/");
  return !isOracle && file.startsWith(`test/${project}/`);
}
