import type { ShellCall } from "../../shell/port.ts";
import { integrationWorktree, type Swarm } from "../app/swarm.ts";
import type { Actor } from "../core/agents.ts";
import { commanderWrites } from "../core/gate.ts";
import { isProtected } from "../core/protected.ts";
import { type RunState, runOpen, workerNamed } from "../core/run/state.ts";
import { covers } from "../core/scope/algebra.ts";

interface Asking {
  actor: Actor;
  /** May a shell have the network at all? Not while OpenCode listens: on its port a program can do what the user can do. */
  network: boolean;
  /** Paths of the checkout that hold the user's work. */
  usersPaths: ReadonlySet<string>;
}

/** What this actor's shell may do now; undefined for a shell that we do not confine. */
export function shellScope(
  swarm: Swarm,
  { actor, network, usersPaths }: Asking,
  state: RunState,
): Omit<ShellCall, "callID" | "sessionID"> | undefined {
  // Outside INTEGRATE no agent may touch the integrated tree, because QA has tested it or is about to.
  const integrated = state.integration ? [integrationWorktree(swarm)] : [];
  const quiet = [...quietWorktrees(state), ...integrated];
  const closed = { writable: [], checkout: false, quiet, network: false };
  if (actor.role === "worker") {
    const worker = workerNamed(state, actor.worker);
    if (!worker?.home) return closed;
    const { directory } = worker.home;
    return {
      ...closed,
      writable: [directory],
      scoped: {
        directory,
        allowed: (path) => covers(worker.spec.scope, path) && !isProtected(path),
        exclude: swarm.config.worktree.link,
      },
    };
  }
  if (actor.role === "other") return runOpen(state) ? closed : undefined;
  if (actor.role !== "commander") return closed;
  const writes = commanderWrites(state);
  if (writes === "checkout") {
    const open = { ...closed, writable: [swarm.top], checkout: true, network };
    if (!runOpen(state)) return open;
    const allowed = (path: string) => !isProtected(path) && !usersPaths.has(path);
    return { ...open, scoped: { directory: swarm.top, allowed, exclude: [] } };
  }
  // Before the first `integrate` there is no tree to write in.
  return writes === "integration" && state.integration
    ? { ...closed, writable: [integrationWorktree(swarm)], quiet: [] }
    : closed;
}

function quietWorktrees(state: RunState): string[] {
  return state.workers.flatMap(({ home, now }) =>
    home && now.status !== "running" && now.status !== "queued" ? [home.directory] : [],
  );
}
