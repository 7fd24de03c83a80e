import { endRun } from "../app/abort.ts";
import type { Project } from "../opencode/project.ts";

/** The sessions in which the Commander speaks for this run. */
export function commanderSessions({ stage, swarm }: Project): string[] {
  const { now } = stage;
  const shown = now.state === "set" ? now.place.sessionID : undefined;
  return [...new Set([shown, swarm.run.state.sessionID].filter((id) => id !== undefined))];
}

/** Ends the Commander's turns as the user's Esc does: nothing continues or wakes these sessions until the user writes. */
export async function stopCommander(
  { sessions, swarm }: Project,
  ids: readonly string[],
): Promise<void> {
  for (const id of ids) sessions.of(id).stopped();
  for (const id of ids) await swarm.host.endTurn(id);
}

/**
 * Ends the open run on the user's own act; `quote` says for the journal by which. The Commander's turn may hold the step
 * that must end first, and the ends of its Workers must not wake it.
 */
export async function endByUser(project: Project, quote: string): ReturnType<typeof endRun> {
  const { sessions, swarm } = project;
  for (const id of commanderSessions(project)) {
    sessions.of(id).stopped();
    // With its children: no Worker goes on while that step ends.
    await swarm.host.abort(id);
  }
  return project.inTurn(() => endRun(swarm, quote));
}
