import { isBelow, startOf } from "../../kit/process/process-stat.ts";
import {
  type PendingAbort,
  pendingAbort,
  refuseAbort,
  takeAbort,
} from "../adapters/abort-request.ts";
import { type Denial, deny } from "../core/run/denial.ts";
import { runOpen } from "../core/run/state.ts";
import type { Project } from "../opencode/project.ts";
import { registry } from "../opencode/registry.ts";
import { endByUser } from "./end-by-user.ts";

/** What the journal notes as the user's words. */
export const BY_COMMAND = "(oh-my-qwencoder abort)";
const LOOK_EVERY_MS = 500;

/**
 * Carries out the user's `oh-my-qwencoder abort` in the process that drives the run, until the project is forgotten.
 * `isUsers` says whether the user, and no agent, started the process that asks.
 */
export function watchAbortRequests(
  project: Project,
  isUsers: (request: PendingAbort) => boolean,
): void {
  const { clock, top } = project.swarm;
  const look = async (): Promise<void> => {
    const known = await registry()
      .projects.get(top)
      ?.catch(() => undefined);
    if (known !== project) return;
    try {
      const request = project.openings.suspended ? undefined : await pendingAbort(top);
      if (request?.to === process.pid) await answer(project, request, isUsers);
    } catch (error) {
      await project.log("error", `abort request: ${String(error)}`).catch(() => undefined);
    }
    clock.after(LOOK_EVERY_MS, look);
  };
  clock.after(LOOK_EVERY_MS, look);
}

async function answer(
  project: Project,
  request: PendingAbort,
  isUsers: (request: PendingAbort) => boolean,
): Promise<void> {
  const { top } = project.swarm;
  if (!(await takeAbort(top, request))) return;
  const denial = await carryOut(project, request, isUsers).catch(
    (error: unknown): Denial =>
      deny("REPOSITORY_UNFIT", String(error), "Look into OpenCode's log, then repeat the command."),
  );
  if (denial) await refuseAbort(top, { id: request.id, why: denial.why, next: denial.next });
}

async function carryOut(
  project: Project,
  request: PendingAbort,
  isUsers: (request: PendingAbort) => boolean,
): Promise<Denial | undefined> {
  const { state } = project.swarm.run;
  if (!runOpen(state) || state.runId !== request.runId)
    return deny("NOT_IN_PHASE", "That run is over.", "See oh-my-qwencoder status.");
  if (!isUsers(request))
    return deny(
      "ASK_THE_USER",
      "A program that OpenCode itself started may have asked for this.",
      "Run the command in a terminal of its own, or say in OpenCode that the run should stop.",
    );
  const ended = await endByUser(project, BY_COMMAND);
  return "denial" in ended ? ended.denial : undefined;
}

/**
 * True if the process is our command and no agent's shell started it; undefined if the system does not show processes.
 * A shell of an agent is below OpenCode, or carries the mark of its call.
 */
export function usersCommand(pid: number): boolean | undefined {
  const below = isBelow(pid, process.pid);
  if (below !== false) return below === undefined ? undefined : false;
  const { argv = [], environment = [] } = startOf(pid) ?? {};
  const ours = argv.includes("abort") && argv.some((word) => word.includes("oh-my-qwencoder"));
  return ours && !environment.some((line) => line.startsWith("AEGIS_CALL="));
}
