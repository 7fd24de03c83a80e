import { describe, expect, test } from "vitest";
import type { Actor } from "../../../src/swarm/core/agents.ts";
import {
  judgeSpawn,
  judgeTool,
  judgeWrite,
  type WriteTarget,
} from "../../../src/swarm/core/gate.ts";
import { COMMANDER_TOOLS, PHASES, WORKER_TOOLS } from "../../../src/swarm/core/phases/phase.ts";
import { INITIAL, type RunState } from "../../../src/swarm/core/run/state.ts";
import { dispatched } from "../../support/run-builder.ts";
import { RUN_IN } from "../../support/run-samples.ts";

const commander: Actor = { role: "commander" };
const worker: Actor = { role: "worker", worker: "a" };
const scout: Actor = { role: "scout", worker: "a" };
const librarian: Actor = { role: "librarian" };
const other: Actor = { role: "other", agent: "build" };
const working = dispatched("a", "b").start("a").state;
const code = (actor: Actor, tool: string, state: RunState = working) =>
  judgeTool(actor, tool, state)?.code;

describe("tools", () => {
  test("the Commander's are its own, a Worker's are a running Worker's", () => {
    for (const tool of COMMANDER_TOOLS) {
      expect(code(commander, tool)).toBeUndefined();
      for (const actor of [worker, scout, librarian, other])
        expect(code(actor, tool)).toBe("TOOL_NOT_ALLOWED");
    }
    for (const tool of WORKER_TOOLS) {
      expect(code(worker, tool)).toBeUndefined();
      for (const actor of [commander, scout, librarian, other])
        expect(code(actor, tool)).toBe("NO_WORKER_SESSION");
    }
  });

  test("a Worker that is not running has none at all", () => {
    const ended = dispatched("a", "b").start("a").fail("a").state;
    for (const tool of ["read", "bash", "write", "worker_report", "scope_request"])
      expect(code(worker, tool, ended)).toBe("WORKER_CLOSED");
    expect(code({ role: "worker", worker: "ghost" }, "read")).toBe("WORKER_CLOSED");
  });

  test("readers read", () => {
    for (const actor of [scout, librarian]) {
      for (const tool of ["read", "glob", "grep", "list", "bash"])
        expect(code(actor, tool)).toBeUndefined();
      for (const tool of ["write", "edit", "apply_patch", "patch", "multiedit", "task"])
        expect(code(actor, tool)).toBe("READ_ONLY_AGENT");
    }
  });
});

test("who may start whom", () => {
  const spawn = (actor: Actor, agent: string) => judgeSpawn(actor, agent)?.code;
  for (const actor of [commander, worker]) {
    expect(spawn(actor, "scout")).toBeUndefined();
    expect(spawn(actor, "librarian")).toBeUndefined();
    for (const agent of ["worker", "commander", "general", "build", ""])
      expect(spawn(actor, agent)).toBe("SPAWN_NOT_ALLOWED");
  }
  for (const actor of [scout, librarian]) expect(spawn(actor, "scout")).toBe("SPAWN_NOT_ALLOWED");
  expect(spawn(other, "general")).toBeUndefined();
  expect(spawn(other, "worker")).toBe("SPAWN_NOT_ALLOWED");
});

describe("writes", () => {
  const at = (where: WriteTarget["where"], path = "src/a/x.ts", over = {}): WriteTarget => ({
    where,
    path,
    protected: false,
    hardLinked: false,
    special: false,
    ...over,
  });
  const write = (actor: Actor, target: WriteTarget, state: RunState = working) =>
    judgeWrite(actor, target, state)?.code;

  test("a Worker writes its scope in its worktree, and nothing else", () => {
    expect(write(worker, at("worktree"))).toBeUndefined();
    expect(write(worker, at("worktree", "src/b/x.ts"))).toBe("OUT_OF_SCOPE");
    expect(write(worker, at("worktree", "src/ab/x.ts"))).toBe("OUT_OF_SCOPE");
    for (const where of ["checkout", "integration", "outside"] as const)
      expect(write(worker, at(where))).toBe("OUT_OF_SCOPE");
    expect(write(worker, at("worktree", "src/a/x", { hardLinked: true }))).toBe("HARD_LINK");
    expect(write(worker, at("worktree", "src/a/x", { special: true }))).toBe("NOT_A_FILE");
    expect(write(worker, at("worktree", "src/a/x", { protected: true }))).toBe("PROTECTED_PATH");
    expect(write({ role: "worker", worker: "b" }, at("worktree", "src/b/x"))).toBe("WORKER_CLOSED");
  });

  test.each(PHASES)("the Commander in %s", (phase) => {
    const { state } = RUN_IN[phase]();
    const checkout = phase === "FOUNDATION" || phase === "DONE";
    expect(write(commander, at("checkout"), state)).toBe(
      checkout ? undefined : "PHASE_FORBIDS_WRITE",
    );
    // Nothing is integrated yet in this run, so there is nothing to mend.
    expect(write(commander, at("integration"), state)).toBe(
      phase === "INTEGRATE" ? "NOTHING_INTEGRATED" : "PHASE_FORBIDS_WRITE",
    );
    expect(write(commander, at("outside"), state)).toBe("OUT_OF_SCOPE");
    expect(write(commander, at("checkout", ".git/x", { protected: true }), state)).toBe(
      "PROTECTED_PATH",
    );
    expect(write(other, at("checkout"), state)).toBe(
      phase === "DONE" ? undefined : "PHASE_FORBIDS_WRITE",
    );
  });

  test("after a failed QA the Commander mends in the integration worktree alone", () => {
    const run = RUN_IN.FINAL_QA();
    const { state } = run.check();
    expect(state.phase).toBe("INTEGRATE");
    expect(write(commander, at("integration"), state)).toBeUndefined();
    expect(write(commander, at("checkout"), state)).toBe("PHASE_FORBIDS_WRITE");
  });

  test("readers write nowhere, not even without a run", () => {
    for (const actor of [scout, librarian])
      expect(write(actor, at("checkout"), INITIAL)).toBe("READ_ONLY_AGENT");
    expect(write(commander, at("checkout"), INITIAL)).toBeUndefined();
  });
});
