import type { RunEvent } from "../core/run/events.ts";
import type { RunState } from "../core/run/state.ts";
import type { Swarm } from "./swarm.ts";

/** The paths that a run's commit changes, as git names them; none for any other event. */
export async function committedFiles(
  { git, top }: Pick<Swarm, "git" | "top">,
  { prepared }: Pick<RunState, "prepared">,
  event: RunEvent,
): Promise<string[]> {
  if (event.type !== "COMMITTED" || !prepared) return [];
  const changes = await git.changes(top, prepared.before, event.commit);
  return changes.map(({ path }) => path);
}
