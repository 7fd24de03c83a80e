import type { ShellCall } from "../../shell/port.ts";
import { integrationWorktree, type Swarm } from "../app/swarm.ts";
import type { Actor } from "../core/agents.ts";
import { commanderWrites } from "../core/gate.ts";
import { isProtected } from "../core/protected.ts";
import { type RunState, runOpen } from "../core/run/state.ts";
import { workerNamed } from "../core/run/workers-of.ts";
import { covers } from "../core/scope/algebra.ts";
import { isKeptFromSecrets, openedBy } from "../core/secrets/judge-secret.ts";

interface Asking {
  actor: Actor;
  /** The network of a shell that may write the checkout. */
  network: ShellCall["network"];
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
  const secrets = secretsOf(actor, state);
  const closed = { writable: [], checkout: false, quiet, network: "none" as const, secrets };
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

/** A Worker may read the secrets that its scope names in full, and what has come into its worktree since its attempt began. */
function secretsOf(actor: Actor, state: RunState): ShellCall["secrets"] {
  if (!isKeptFromSecrets(actor)) return "shown";
  const worker = actor.role === "worker" ? workerNamed(state, actor.worker) : undefined;
  if (!worker?.home) return { opened: [] };
  const { directory, prepared } = worker.home;
  return {
    opened: openedBy(worker.spec.scope).map((path) => `${directory}/${path}`),
    ...(prepared === undefined ? {} : { own: { directory, madeAt: prepared } }),
  };
}

function quietWorktrees(state: RunState): string[] {
  return state.workers.flatMap(({ home, now }) =>
    home && now.status !== "running" && now.status !== "queued" ? [home.directory] : [],
  );
}
