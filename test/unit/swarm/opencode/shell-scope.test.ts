import { expect, test } from "vitest";
import type { Swarm } from "../../../../src/swarm/app/swarm.ts";
import { shellScope } from "../../../../src/swarm/opencode/shell-scope.ts";
import { settled } from "../../../support/run-builder.ts";

const swarm = { top: "/top" } as unknown as Swarm;
const writable = (state: Parameters<typeof shellScope>[2]) =>
  shellScope(swarm, { role: "commander" }, state, new Set())?.writable;

test("in INTEGRATE the Commander's shell may write the integrated tree, once there is one", () => {
  const run = settled("a");
  expect(writable(run.state)).toEqual([]);
  const integrated = run.check().integrate();
  expect(writable(integrated.state)).toEqual([]);
  const failed = integrated.add({
    type: "QA_FAILED",
    tree: integrated.state.integration?.tree ?? "",
    results: [{ name: "Tests", command: "x", exitCode: 1, timedOut: false, seconds: 1, tail: "" }],
    why: "red",
    suspects: [],
  });
  expect(writable(failed.state)).toEqual(["/top/.aegis/worktrees/integration"]);
});
