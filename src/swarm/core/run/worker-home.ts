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

/** The worktree of a Worker that has its session. */
export function readyHome(home: Home, sessionID: string, prepared: number): Home {
  return { ...home, sessionID, prepared };
}

/** The worktree of a Worker whose report was accepted: nothing that was carried is left to write again. */
export function doneHome({ carried: _done, ...home }: Home): Home {
  return home;
}
