import { type Actor, isAgentName, MAY_SPAWN } from "./agents.ts";
import { CARDS } from "./phases/cards.ts";
import {
  type AegisTool,
  COMMANDER_TOOLS,
  type CommanderWrites,
  WORKER_TOOLS,
} from "./phases/phase.ts";
import { type Denial, deny } from "./run/denial.ts";
import { type RunState, runOpen, type WorkerState } from "./run/state.ts";
import { workerNamed } from "./run/workers-of.ts";
import { covers } from "./scope/algebra.ts";

/** A path that a tool is about to write, with symbolic links resolved. */
export interface WriteTarget {
  /** The tree that holds the real path. */
  where: "checkout" | "worktree" | "integration" | "outside";
  /** POSIX path relative to that tree's top; an absolute path if `where` is "outside". */
  path: string;
  /** True for version control, host or Aegis configuration, and Aegis state. */
  protected: boolean;
  /** True if the existing file has a second name. */
  hardLinked: boolean;
  /** True for a pipe, socket or device. */
  special: boolean;
}

/** The trees that the Commander may write now. */
export function commanderWrites(state: RunState): CommanderWrites {
  return runOpen(state) ? CARDS[state.phase].writes : "checkout";
}

/** Why this actor may not use this tool at all. `judgeWrite` also judges each path of a write tool. */
export function judgeTool(actor: Actor, tool: string, state: RunState): Denial | undefined {
  if (isAegisTool(tool)) return judgeAegisTool(actor, tool, state);
  if (actor.role === "worker") return closedWorker(state, actor.worker, tool);
  if (actor.role === "scout" || actor.role === "librarian")
    return WRITERS.has(tool) ? readOnly(tool) : undefined;
  return undefined;
}

/** Why this actor may not start that agent with `task`. */
export function judgeSpawn(actor: Actor, agent: string): Denial | undefined {
  if (actor.role === "other" && !isAgentName(agent)) return undefined;
  const allowed = actor.role === "other" ? [] : MAY_SPAWN[actor.role];
  if ((allowed as readonly string[]).includes(agent)) return undefined;
  return deny(
    "SPAWN_NOT_ALLOWED",
    `A ${actor.role} may not start "${agent}".`,
    allowed.length > 0
      ? `Start ${allowed.join(" or ")}; only dispatch_workers starts Workers.`
      : "Do the reading yourself and report.",
  );
}

/** Why this actor may not write to this path now. */
export function judgeWrite(actor: Actor, target: WriteTarget, state: RunState): Denial | undefined {
  if (actor.role === "scout" || actor.role === "librarian") return readOnly("write");
  // While no run is open, the user is responsible for their own agents.
  if (actor.role === "other") return judgeOther(state);
  if (target.protected) return protectedPath(target.path);
  if (target.hardLinked)
    return deny(
      "HARD_LINK",
      `${target.path} has another name on disk, so a write would change a file elsewhere.`,
      "Write a new file, or report what you need.",
    );
  if (target.special) return notAFile(target.path);
  if (actor.role === "worker") return judgeWorkerWrite(actor.worker, target, state);
  return judgeCommanderWrite(target, state);
}

function judgeWorkerWrite(name: string, target: WriteTarget, state: RunState): Denial | undefined {
  const worker = workerNamed(state, name);
  if (worker?.now.status !== "running") return closedWorker(state, name, "write");
  if (target.where === "worktree" && covers(worker.spec.scope, target.path)) return undefined;
  return outOfScope(worker, [target.path]);
}

function judgeCommanderWrite(target: WriteTarget, state: RunState): Denial | undefined {
  const writes = commanderWrites(state);
  if (writes === "integration" && target.where === "integration")
    return state.integration ? undefined : nothingToFix(target.path);
  if (writes === "checkout" && target.where === "checkout") return undefined;
  if (target.where === "outside" || target.where === "worktree")
    return deny(
      "OUT_OF_SCOPE",
      `You may not write ${target.path}.`,
      writes === "checkout" ? "Write inside the project." : CARDS[state.phase].next,
    );
  return deny(
    "PHASE_FORBIDS_WRITE",
    `The Commander may not write ${target.path} in ${state.phase}; in this phase it writes ${WRITES_WHERE[writes]}.`,
    CARDS[state.phase].next,
  );
}

/** Refuses a write before integration, because a folder made by hand would block the worktree. */
function nothingToFix(path: string): Denial {
  return deny(
    "NOTHING_INTEGRATED",
    `There is no integration worktree for ${path} yet: nothing is integrated.`,
    CARDS.INTEGRATE.next,
  );
}

const WRITES_WHERE: Record<CommanderWrites, string> = {
  nothing: "nothing",
  checkout: "the project",
  integration: "only the integration worktree",
};

/** The user's own agents may write, except while a run is open. */
function judgeOther(state: RunState): Denial | undefined {
  return runOpen(state)
    ? deny(
        "PHASE_FORBIDS_WRITE",
        `A run is open (${state.phase}); other agents only read until it ends.`,
        "Switch to the commander, or end the run with swarm_abort.",
      )
    : undefined;
}

/** Why `write` may not replace a file: the agent has neither read it nor written it in this session. */
export function judgeOverwrite(
  { path, exists }: Pick<WriteTarget, "path"> & { exists: boolean },
  seen: boolean,
): Denial | undefined {
  if (!exists || seen) return undefined;
  return deny(
    "FILE_UNREAD",
    `${path} exists, and you have not read it: write would replace all of it.`,
    "Read it first; then change it with edit, or write it again.",
  );
}

export function outOfScope(worker: WorkerState, paths: readonly string[]): Denial {
  return deny(
    "OUT_OF_SCOPE",
    `${paths.join(", ")}: outside the scope of ${worker.spec.name} (${worker.spec.scope.join(", ")}).`,
    "Stay inside your scope. If the path is really needed, call scope_request and go on with the rest.",
  );
}

/** Refuses a pipe, socket or device: a tool may wait for ever at such a file. */
export function notAFile(path: string): Denial {
  return deny(
    "NOT_A_FILE",
    `${path} is a pipe, a socket or a device, not a file.`,
    "Remove it with the shell, or use another path.",
  );
}

export function protectedPath(path: string): Denial {
  return deny(
    "PROTECTED_PATH",
    `${path} is version control, configuration or Aegis's own state; no agent writes it.`,
    "Leave it alone and report what you need.",
  );
}

export function readOnly(tool: string): Denial {
  return deny(
    "READ_ONLY_AGENT",
    `Scouts and Librarians only read; ${tool} would write.`,
    "Report what should be changed and where.",
  );
}

function judgeAegisTool(actor: Actor, tool: AegisTool, state: RunState): Denial | undefined {
  const forWorker = (WORKER_TOOLS as readonly string[]).includes(tool);
  if (forWorker && actor.role !== "worker")
    return deny(
      "NO_WORKER_SESSION",
      `${tool} is for a dispatched Worker; this session is not one.`,
      "Use the tools of your own role.",
    );
  if (!forWorker && actor.role !== "commander")
    return deny(
      "TOOL_NOT_ALLOWED",
      `${tool} is a tool of the Commander; this is a ${actor.role}.`,
      "Do your own task and report.",
    );
  return actor.role === "worker" ? closedWorker(state, actor.worker, tool) : undefined;
}

function closedWorker(state: RunState, name: string, tool: string): Denial | undefined {
  const worker = workerNamed(state, name);
  if (worker?.now.status === "running") return undefined;
  return deny(
    "WORKER_CLOSED",
    `${name} is ${worker?.now.status ?? "unknown"} and may not use ${tool}.`,
    "Stop here and say so in one sentence.",
  );
}

const WRITERS: ReadonlySet<string> = new Set([
  "write",
  "edit",
  "multiedit",
  "patch",
  "apply_patch",
  "todowrite",
  "task",
]);

function isAegisTool(tool: string): tool is AegisTool {
  return (
    (COMMANDER_TOOLS as readonly string[]).includes(tool) ||
    (WORKER_TOOLS as readonly string[]).includes(tool)
  );
}
