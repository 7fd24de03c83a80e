import { describe, expect, test } from "vitest";
import type { EventOf } from "../../../../src/swarm/core/run/events.ts";
import { stageBegunBy } from "../../../../src/swarm/core/run/worker-stage.ts";
import { workerNamed } from "../../../../src/swarm/core/run/workers-of.ts";
import { dispatched, type RunBuilder, started } from "../../../support/run-builder.ts";

const stage = (name: EventOf<"WORKER_STAGE">["stage"]): EventOf<"WORKER_STAGE"> => ({
  type: "WORKER_STAGE",
  worker: "a",
  stage: name,
});
const refused = {
  type: "REPORT_REFUSED",
  worker: "a",
  code: "EMPTY_DIFF",
  why: "nothing",
} as const;
const stageOf = (run: RunBuilder) => {
  const now = workerNamed(run.state, "a")?.now;
  return now?.status === "running" ? now.stage : now?.status;
};
const exploring = () => dispatched("a").start("a");

describe("the call that begins the implementation", () => {
  const begun = (tool: string, command?: string) =>
    stageBegunBy(workerNamed(exploring().state, "a"), { tool, command });

  test.each(["write", "edit", "multiedit", "patch", "apply_patch"])("%s", (tool) => {
    expect(begun(tool)).toBe("implementing");
  });

  test.each(["npm test", "echo x > a", "git commit -m x", "ls && rm x", "$(x)", ""])(
    "the shell command %j",
    (command) => {
      expect(begun("bash", command)).toBe("implementing");
    },
  );

  test.each(["ls", "ls -la src", "git status", "git diff HEAD", "grep -rn x src", "cat a.txt"])(
    "control: the shell command %j only reads",
    (command) => {
      expect(begun("bash", command)).toBeUndefined();
    },
  );

  test.each([
    "read",
    "glob",
    "grep",
    "list",
    "task",
    "worker_report",
    "scope_request",
    "todowrite",
  ])("control: %s is no write", (tool) => {
    expect(begun(tool)).toBeUndefined();
  });

  test("once: not while it implements, in its self-QA, or when it does not run", () => {
    const call = { tool: "write" };
    const run = exploring().add(stage("implementing"));
    expect(stageBegunBy(workerNamed(run.state, "a"), call)).toBeUndefined();
    run.add(stage("self-qa"));
    expect(stageBegunBy(workerNamed(run.state, "a"), call)).toBeUndefined();
    run.complete("a");
    expect(stageBegunBy(workerNamed(run.state, "a"), call)).toBeUndefined();
    expect(stageBegunBy(undefined, call)).toBeUndefined();
  });
});

describe("the stage in the fold", () => {
  test("a refused report leads back to where the Worker was: exploring", () => {
    expect(stageOf(exploring().add(stage("self-qa"), refused))).toBe("exploring");
  });

  test("a refused report leads back to where the Worker was: implementing", () => {
    const run = exploring().add(stage("implementing"), stage("self-qa"), refused);
    expect(stageOf(run)).toBe("implementing");
  });

  test("two reports side by side lead back to the stage before the first", () => {
    const run = exploring().add(stage("self-qa"), stage("self-qa"));
    expect(stageOf(run)).toBe("self-qa");
    expect(stageOf(run.add(refused))).toBe("exploring");
    expect(stageOf(run.add(refused))).toBe("exploring");
  });

  test("a second note of the same beginning is refused, and a new attempt explores again", () => {
    const run = exploring().add(stage("implementing"));
    expect(run.offer(stage("implementing"))).toBeDefined();
    expect(run.offer(stage("exploring"))).toBeDefined();
    run.fail("a").add({ type: "WORKER_RETRIED", worker: "a", instructions: "again" });
    run.add(...started("a"));
    expect(stageOf(run)).toBe("exploring");
    expect(run.offer(stage("implementing"))).toBeUndefined();
  });
});
