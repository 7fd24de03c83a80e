import type { Hooks } from "@opencode-ai/plugin";
import { say } from "../../kit/sentence.ts";
import type { LocatedPath } from "../../shell/port.ts";
import { observeStage } from "../app/observe-stage.ts";
import { runElsewhere } from "../app/run.ts";
import { judgeFields, readHostArguments } from "../core/arguments/host-arguments.ts";
import { judgeOverwrite, judgeSpawn, judgeTool, judgeWrite } from "../core/gate.ts";
import { notAFile } from "../core/gate-refusals.ts";
import { type Denial, deny } from "../core/run/denial.ts";
import { invalidCallText } from "../core/text/invalid-call.ts";
import { endClosed, tooMany } from "./breakers.ts";
import { located } from "./located.ts";
import type { Project } from "./project.ts";
import { refuse, unfit } from "./refusal.ts";
import { judgeSecretPaths } from "./secret-guard.ts";
import { beginShell } from "./shell-guard.ts";
import { argsOf, described, type EndedCall, type GuardedCall, guardedCall } from "./tool-call.ts";
import { inItsTree } from "./tree-turn.ts";
import { beginWrite } from "./write-look.ts";
import { writtenPaths } from "./written-paths.ts";

/** The arguments of a call as the host will use them. */
type Sent = Record<string, unknown>;

/** Tools that change nothing; they are allowed also while another process holds the run. */
const LOOKING = new Set(["read", "glob", "grep", "list", "question", "invalid"]);

/**
 * The gate in front of every tool call of every session of a project. `directory` belongs to the instance.
 * A thrown error blocks the call, and the model reads its text.
 */
export function guardToolCalls(
  project: Project,
  directory: string,
): NonNullable<Hooks["tool.execute.before"]> {
  return async (input, output) => {
    const call = guardedCall(project, directory, input, output.args);
    if (call.actor.role !== "other") readHostArguments(call.tool, output.args);
    dropInvented(project, call, output.args);
    await inItsTree(project, call, () => gate(project, call, output.args));
  };
}

async function gate(project: Project, call: GuardedCall, sent: Sent): Promise<void> {
  const denial = await judge(project, call);
  if (denial?.code === "WORKER_CLOSED") endClosed(project, call.sessionID);
  if (denial) await refuse(project, described(call), denial);
  const overlap = await noteFoundationWrite(project, call);
  if (overlap) await refuse(project, described(call), overlap);
  if (call.tool === "invalid") return explainInvalid(call, sent);
  beginWrite(project, call);
  if (call.tool !== "bash") return noteStage(project, call);
  const stepRuns = await project.tree.beginShell(() => beginShell(project, call));
  if (stepRuns) await refuse(project, described(call), stepRuns);
}

/** OpenCode's tool `invalid` answers with its argument `error`; the user's own agents read it unchanged. */
function explainInvalid({ actor, args }: GuardedCall, sent: Sent): void {
  if (actor.role === "other" || typeof args["error"] !== "string") return;
  sent["error"] = invalidCallText(args["error"]);
}

async function noteStage({ swarm }: Project, { actor, tool }: GuardedCall): Promise<void> {
  if (actor.role === "worker") await observeStage(swarm.run, actor.worker, { tool });
}

async function judge(project: Project, call: GuardedCall): Promise<Denial | undefined> {
  const holder = LOOKING.has(call.tool) ? undefined : project.lease.holder();
  if (holder !== undefined) return runElsewhere(holder);
  const { state } = project.swarm.run;
  const worn = await tooMany(project, call);
  if (worn) return worn;
  const barred = judgeTool(call.actor, call.tool, state);
  if (barred) return barred;
  const strange = call.actor.role === "other" ? undefined : judgeFields(call.tool, call.args);
  if (strange) return strange;
  if (call.tool === "task") return judgeTask(project, call);
  return judgeRead(project, call) ?? judgePaths(project, call);
}

function judgePaths(project: Project, call: GuardedCall): Denial | undefined {
  const { actor } = call;
  const { state } = project.swarm.run;
  for (const path of writtenPaths(call.tool, call.args)) {
    const target = located(project, call, path);
    const denial = judgeWrite(actor, target, state) ?? judgeUnread(project, call, target);
    if (denial) return denial;
  }
  return judgeSecretPaths(project, call);
}

/** A tool that reads a pipe waits until somebody writes into it. */
function judgeRead(project: Project, call: GuardedCall): Denial | undefined {
  const path = call.args["filePath"];
  if (call.tool !== "read" || call.actor.role === "other" || typeof path !== "string")
    return undefined;
  const target = located(project, call, path);
  return target.special ? notAFile(target.path) : undefined;
}

/** The user's own agents may do as they like. Other file tools name what they change in the file. */
function judgeUnread(
  project: Project,
  { actor, tool, sessionID }: GuardedCall,
  target: LocatedPath,
): Denial | undefined {
  if (tool !== "write" || actor.role === "other") return undefined;
  return judgeOverwrite(target, project.sessions.of(sessionID).hasSeen(placeOf(target)));
}

/** Notes that a session knows a file, when its `read` or `write` has returned. */
export function noteSeen(project: Project, directory: string, ended: EndedCall): void {
  const { tool, args } = ended;
  const path = argsOf(args)["filePath"];
  if ((tool !== "read" && tool !== "write") || typeof path !== "string") return;
  const target = located(project, guardedCall(project, directory, ended, args), path);
  project.sessions.of(ended.sessionID).saw(placeOf(target));
}

function placeOf({ where, path }: LocatedPath): string {
  return `${where} ${path}`;
}

/** In FOUNDATION, notes the Commander's write and refuses paths that hold the user's work. */
async function noteFoundationWrite(
  project: Project,
  call: GuardedCall,
): Promise<Denial | undefined> {
  const { foundationWrites, run } = project.swarm;
  if (call.actor.role !== "commander" || run.state.phase !== "FOUNDATION") return undefined;
  const paths = writtenPaths(call.tool, call.args)
    .map((path) => project.paths.locate(path, call.directory, undefined))
    .flatMap(({ where, path }) => (where === "checkout" ? [path] : []));
  if (paths.length === 0) return undefined;
  return project.tree.writeRefusal() ?? foundationWrites.begin(call, paths).catch(unfit);
}

/**
 * Models invent a `task_id`, also after they are told not to. Without it, the call starts a new sub-agent. The user's
 * own agents may know sessions that this process has not seen.
 */
function dropInvented({ sessions }: Project, { actor, tool }: GuardedCall, sent: Sent): void {
  if (tool !== "task" || actor.role === "other" || !("task_id" in sent)) return;
  if (!sessions.known(String(sent["task_id"]))) delete sent["task_id"];
}

/**
 * OpenCode accepts any session as `task_id` and prompts that session as a person would. A session may therefore
 * continue only its own sub-agents.
 */
function judgeTask(project: Project, { actor, args, sessionID }: GuardedCall): Denial | undefined {
  const resumed = args["task_id"];
  if (resumed === undefined || project.sessions.known(String(resumed))?.parent === sessionID)
    return judgeSpawn(actor, String(args["subagent_type"] ?? ""));
  return deny(
    "SPAWN_NOT_ALLOWED",
    say(
      `${String(resumed)} is not a sub-agent of this session.`,
      `${String(resumed)}은(는) 이 세션의 하위 에이전트가 아닙니다.`,
    ),
    "Start a new sub-agent without task_id.",
  );
}
