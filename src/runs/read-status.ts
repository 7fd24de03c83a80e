import { AegisError } from "../kit/errors.ts";
import { namedHolder } from "../kit/lease.ts";
import { statePaths } from "../kit/state-paths.ts";
import { readLiveCalls } from "../swarm/adapters/read-live-calls.ts";
import { loadSettings } from "../swarm/compose/settings.ts";
import { callsOfRun } from "../swarm/core/live-calls.ts";
import { readNewest } from "./adapters/read-runs.ts";
import { placeOf, type RunsPlaceOf } from "./context.ts";
import { type RunStatus, statusOf } from "./core/status.ts";

/** Reads journal, lease, git and settings; changes nothing. Throws the errors of `placeOf`. */
export async function readStatus(context: RunsPlaceOf): Promise<RunStatus> {
  const { git, facts, top } = await placeOf(context);
  const [run, worktrees, limits, hasCutLanding] = await Promise.all([
    readNewest(top),
    git.listWorktrees(top),
    limitsOf(top, context),
    git.hasCutLanding(top),
  ]);
  const driver = namedHolder(statePaths(top).lease);
  const calls = run && callsOfRun(await readLiveCalls(statePaths(top).liveCalls), run.id, driver);
  const prepared = run?.state.prepared;
  return statusOf({
    run,
    driver,
    calls,
    git: {
      head: facts.head,
      branch: facts.branch,
      isLanded: prepared !== undefined && (await git.isLanded(top, prepared)),
      hasCutLanding,
      worktrees: worktrees.filter(({ prunable }) => !prunable).map(({ dir }) => dir),
    },
    limits,
    now: Date.now(),
  });
}

/** Undefined if the settings are bad: `doctor` says so, and a status needs no settings. */
async function limitsOf(top: string, { env }: RunsPlaceOf) {
  try {
    const { limits, admission } = await loadSettings(top, env);
    return { ...limits, places: admission };
  } catch (error) {
    if (error instanceof AegisError) return undefined;
    throw error;
  }
}
