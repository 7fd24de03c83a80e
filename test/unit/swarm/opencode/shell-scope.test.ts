import { expect, test } from "vitest";
import type { Swarm } from "../../../../src/swarm/app/swarm.ts";
import { INITIAL } from "../../../../src/swarm/core/run/state.ts";
import { shellScope } from "../../../../src/swarm/opencode/shell-scope.ts";
import { dispatched, emptyRun, planOf, settled } from "../../../support/run-builder.ts";

const swarm = { top: "/top" } as unknown as Swarm;
const commander = (network: boolean) => ({
  actor: { role: "commander" as const },
  network,
  usersPaths: new Set<string>(),
});
const writable = (state: Parameters<typeof shellScope>[2]) =>
  shellScope(swarm, commander(true), state)?.writable;

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

test("no shell of an agent has the network while OpenCode listens on a port", () => {
  const founding = emptyRun()
    .propose(planOf(["a"]))
    .approve();
  const actors = [
    { role: "commander" },
    { role: "worker", worker: "a" },
    { role: "scout" },
    { role: "librarian" },
  ] as const;
  const states = [INITIAL, founding.state, dispatched("a").state];
  const networks = (network: boolean) =>
    states.flatMap((state) =>
      actors.map(
        (actor) => shellScope(swarm, { ...commander(network), actor }, state)?.network ?? "open",
      ),
    );
  expect(new Set(networks(false))).toEqual(new Set([false]));
  // The Commander, before a run and in FOUNDATION.
  expect(networks(true).filter((network) => network === true)).toHaveLength(2);
});
