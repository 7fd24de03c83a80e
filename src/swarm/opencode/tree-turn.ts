import { type RunState, runOpen, workerNamed } from "../core/run/state.ts";
import type { Project } from "./project.ts";
import type { GuardedCall } from "./tool-call.ts";
import type { TreeUse } from "./tree-queue.ts";

const USES: ReadonlyMap<string, TreeUse> = new Map([
  ["bash", "shell"],
  ...["write", "edit", "multiedit", "patch", "apply_patch"].map((tool): [string, TreeUse] => [
    tool,
    "file tool",
  ]),
]);

/**
 * Waits until the call may use its tree, then runs its gate: what the gate sees stays true until the call has ended
 * (`endCall`). Tools that use no tree do not wait, and neither do the user's own agents while no run is open.
 */
export async function inItsTree(
  project: Project,
  call: GuardedCall,
  gate: () => Promise<void>,
): Promise<void> {
  const { state } = project.swarm.run;
  const use = USES.get(call.tool);
  if (!use || (call.actor.role === "other" && !runOpen(state))) return gate();
  if (!(await project.trees.enter(treeOf(call, state, project.swarm.top), use, call)))
    throw new Error("The call was ended while it waited for another call in the same folder.");
  try {
    await gate();
  } catch (error) {
    project.trees.leave(call);
    throw error;
  }
}

/** A Worker's tree, also for its Scouts; the Commander's calls share the checkout and the integration worktree. */
function treeOf({ actor, directory }: GuardedCall, state: RunState, top: string): string {
  if (actor.role === "worker")
    return workerNamed(state, actor.worker)?.home?.directory ?? directory;
  const homes = state.workers.flatMap(({ home }) => (home ? [home.directory] : []));
  return homes.find((home) => directory === home || directory.startsWith(`${home}/`)) ?? top;
}
