import { relative } from "node:path";
import type { Reporter, TestCase, TestModule } from "vitest/node";
import type { EndedCase } from "./judge.ts";
import { type Group, proofTable } from "./show.ts";

/** Prints the table after the last test. A failed case and one that is not there make the exit code 1. */
export class ProofReport implements Reporter {
  private readonly groups: readonly Group[];

  constructor(groups: readonly Group[]) {
    this.groups = groups;
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    const { text, isBroken } = proofTable(this.groups, modules.flatMap(endedCases));
    console.log(`\n${text}`);
    if (isBroken) process.exitCode = 1;
  }
}

function endedCases(module: TestModule): EndedCase[] {
  const tests = [...module.children.allTests()];
  const own = tests.map((test) => test.diagnostic()?.duration ?? 0);
  const all = own.reduce((sum, each) => sum + each, 0);
  // What the file prepares for all of its cases belongs to each in equal parts.
  const shared = Math.max(0, module.diagnostic().duration - all) / Math.max(1, tests.length);
  const file = relative(process.cwd(), module.moduleId);
  return tests.map((test, index) => ({
    file,
    name: test.fullName,
    result: resultOf(module, test),
    seconds: ((own[index] ?? 0) + shared) / 1000,
  }));
}

/** A case that was passed over because its preparation failed, or that never ended, has failed. */
function resultOf(module: TestModule, test: TestCase): EndedCase["result"] {
  const { state } = test.result();
  if (state === "passed" || state === "failed") return state;
  if (state === "pending") return "failed";
  return module.state() === "failed" && test.options.mode === "run" ? "failed" : "skipped";
}
