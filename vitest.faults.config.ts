import { defineConfig } from "vitest/config";
import { FAULT_FILES } from "./test/faults/matrix.ts";
import { FaultReport } from "./test/faults/report.ts";
import { projects, sequence } from "./vitest.config.ts";

/** The tests of the fault matrix alone; after them the table says which row is proven. */
export default defineConfig({
  test: {
    sequence,
    reporters: ["default", new FaultReport()],
    projects: projects.map(({ test }) => ({
      test: { ...test, include: FAULT_FILES.filter((file) => isIn(test.name, file)) },
    })),
  },
});

/** The oracle computes for a long time, and so it runs with the integration tests. */
function isIn(project: string, file: string): boolean {
  const isOracle = file.endsWith("/oracle.test.ts");
  if (project === "integration") return isOracle || file.startsWith("test/integration/");
  return !isOracle && file.startsWith(`test/${project}/`);
}
