import type { EventOf } from "./events.ts";
import type { WorkerState } from "./state.ts";

type Home = NonNullable<WorkerState["home"]>;

/** The worktree of an attempt that begins. A worktree that stays as it is was prepared; any other has yet to be made. */
export function startingHome(
  { home }: WorkerState,
  { directory, base, carried }: EventOf<"WORKER_STARTING">,
): Home {
  const isKept = home?.prepared !== undefined && home.directory === directory && home.base === base;
  return {
    directory,
    base,
    ...(isKept ? { prepared: home.prepared } : {}),
    ...(carried ? { carried } : {}),
  };
}

/** The worktree of a Worker that has its session: from now on the worktree itself holds the carried work. */
export function readyHome(
  { carried: _held, ...home }: Home,
  sessionID: string,
  prepared: number,
): Home {
  return { ...home, sessionID, prepared };
}
