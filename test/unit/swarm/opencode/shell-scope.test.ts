import { expect, test } from "vitest";
import type { ShellNetwork } from "../../../../src/shell/core/network.ts";
import type { Swarm } from "../../../../src/swarm/app/swarm.ts";
import { INITIAL } from "../../../../src/swarm/core/run/state.ts";
import { shellScope } from "../../../../src/swarm/opencode/shell-scope.ts";
import { dispatched, emptyRun, planOf, settled } from "../../../support/run-builder.ts";

const swarm = { top: "/top" } as unknown as Swarm;
const commander = (network: ShellNetwork) => ({
  actor: { role: "commander" as const },
  network,
  usersPaths: new Set<string>(),
});
const writable = (state: Parameters<typeof shellScope>[2]) =>
  shellScope(swarm, commander("machine"), state)?.writable;

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

test("only the Commander, before a run and in FOUNDATION, gets the network that is open", () => {
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
  const networks = (network: ShellNetwork) =>
    states.flatMap((state) =>
      actors.map(
        (actor) => shellScope(swarm, { ...commander(network), actor }, state)?.network ?? "open",
      ),
    );
  expect(new Set(networks("none"))).toEqual(new Set(["none"]));
  const listed = { list: ["mirror.corp"], openCodePort: 4096 };
  for (const open of ["machine", listed] as const) {
    const given = networks(open);
    expect(given.filter((network) => network === open)).toHaveLength(2);
    expect(given.filter((network) => network === "none")).toHaveLength(given.length - 2);
  }
});
