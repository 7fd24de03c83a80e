import { type Sentence, say } from "../../kit/sentence.ts";
import { type Actor, isAgentName, MAY_SPAWN } from "./agents.ts";
import {
  hardLinked,
  notAFile,
  outOfScope,
  protectedPath,
  readOnly,
  unread,
} from "./gate-refusals.ts";
import { CARDS } from "./phases/cards.ts";
import {
  type AegisTool,
  COMMANDER_TOOLS,
  type CommanderWrites,
  WORKER_TOOLS,
} from "./phases/phase.ts";
import { type Denial, deny } from "./run/denial.ts";
import { type RunState, runOpen } from "./run/state.ts";
import { workerNamed } from "./run/workers-of.ts";
import { covers } from "./scope/algebra.ts";
import { koreanStatus } from "./text/worker-states.ts";

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
    say(
      `A ${actor.role} may not start "${agent}".`,
      `${TOPIC[actor.role]} "${agent}" 에이전트를 시작할 수 없습니다.`,
    ),
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
  if (target.hardLinked) return hardLinked(target.path);
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
      say(`You may not write ${target.path}.`, `Commander는 ${target.path}에 쓸 수 없습니다.`),
      writes === "checkout" ? "Write inside the project." : CARDS[state.phase].next,
    );
  const where = WRITES_WHERE[writes];
  return deny(
    "PHASE_FORBIDS_WRITE",
    say(
      `The Commander may not write ${target.path} in ${state.phase}; in this phase it writes ${where.en}.`,
      `Commander는 ${state.phase} 단계에서 ${target.path}에 쓸 수 없습니다. ${where.ko}`,
    ),
    CARDS[state.phase].next,
  );
}

/** Refuses a write before integration, because a folder made by hand would block the worktree. */
function nothingToFix(path: string): Denial {
  return deny(
    "NOTHING_INTEGRATED",
    say(
      `There is no integration worktree for ${path} yet: nothing is integrated.`,
      `아직 통합한 것이 없어서 ${path}을(를) 고칠 통합 worktree가 없습니다.`,
    ),
    CARDS.INTEGRATE.next,
  );
}

const WRITES_WHERE: Record<CommanderWrites, Sentence> = {
  nothing: say("nothing", "이 단계에서는 아무 파일도 쓰지 않습니다."),
  checkout: say("the project", "이 단계에서는 프로젝트 파일만 씁니다."),
  integration: say("only the integration worktree", "이 단계에서는 통합 worktree에만 씁니다."),
};

/** Roles as the topic of a Korean sentence. */
const TOPIC: Record<Actor["role"], string> = {
  commander: "Commander는",
  worker: "Worker는",
  scout: "Scout는",
  librarian: "Librarian은",
  other: "다른 에이전트는",
};

/** The user's own agents may write, except while a run is open. */
function judgeOther(state: RunState): Denial | undefined {
  return runOpen(state)
    ? deny(
        "PHASE_FORBIDS_WRITE",
        say(
          `A run is open (${state.phase}); other agents only read until it ends.`,
          `실행이 진행 중입니다(${state.phase} 단계). 다른 에이전트는 실행이 끝날 때까지 읽기만 할 수 있습니다.`,
        ),
        "Switch to the commander, or end the run with swarm_abort.",
      )
    : undefined;
}

/** Why `write` may not replace a file: the agent has neither read it nor written it in this session. */
export function judgeOverwrite(
  { path, exists }: Pick<WriteTarget, "path"> & { exists: boolean },
  seen: boolean,
): Denial | undefined {
  return !exists || seen ? undefined : unread(path);
}

function judgeAegisTool(actor: Actor, tool: AegisTool, state: RunState): Denial | undefined {
  const forWorker = (WORKER_TOOLS as readonly string[]).includes(tool);
  if (forWorker && actor.role !== "worker")
    return deny(
      "NO_WORKER_SESSION",
      say(
        `${tool} is for a dispatched Worker; this session is not one.`,
        `${tool} 도구는 파견된 Worker의 것인데, 이 세션은 Worker가 아닙니다.`,
      ),
      "Use the tools of your own role.",
    );
  if (!forWorker && actor.role !== "commander")
    return deny(
      "TOOL_NOT_ALLOWED",
      say(
        `${tool} is a tool of the Commander; this is a ${actor.role}.`,
        `${tool} 도구는 Commander의 것이라 ${TOPIC[actor.role]} 쓸 수 없습니다.`,
      ),
      "Do your own task and report.",
    );
  return actor.role === "worker" ? closedWorker(state, actor.worker, tool) : undefined;
}

function closedWorker(state: RunState, name: string, tool: string): Denial | undefined {
  const worker = workerNamed(state, name);
  if (worker?.now.status === "running") return undefined;
  const ko = worker
    ? `${name}은(는) ‘${koreanStatus(worker)}’ 상태라`
    : `${name}은(는) 승인된 계획에 없는 Worker라`;
  return deny(
    "WORKER_CLOSED",
    say(
      `${name} is ${worker?.now.status ?? "unknown"} and may not use ${tool}.`,
      `${ko} ${tool} 도구를 쓸 수 없습니다.`,
    ),
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
