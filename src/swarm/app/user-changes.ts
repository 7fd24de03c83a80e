import type { Proposal } from "../core/run/state.ts";
import type { Swarm } from "./swarm.ts";

/** The user's current state: HEAD and the work tree, staged, unstaged and untracked. */
export async function userState({
  git,
  top,
}: Pick<Swarm, "git" | "top">): Promise<Proposal["base"]> {
  const { head, branch } = await git.inspect(top);
  const { tree } = await git.snapshot(top);
  return { head, tree, ...(branch ? { branch } : {}) };
}
