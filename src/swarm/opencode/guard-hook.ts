import type { Hooks } from "@opencode-ai/plugin";
import { observeStage } from "../app/observe-stage.ts";
import { runElsewhere } from "../app/run.ts";
import type { Actor } from "../core/agents.ts";
import { judgeSpawn, judgeTool, judgeWrite } from "../core/gate.ts";
import { type Denial, deny } from "../core/run/denial.ts";
import { workerNamed } from "../core/run/state.ts";
import { actorOf } from "./actor.ts";
import { endClosed, failLooping } from "./breakers.ts";
import type { Project } from "./project.ts";
import { sessionOf } from "./project.ts";
import { refuse, unfit } from "./refusal.ts";
import { beginShell } from "./shell-guard.ts";

type Before = NonNullable<Hooks["tool.execute.before"]>;
/** Never judged by who drives the run: they change nothing. */
const LOOKING = new Set(["read", "glob", "grep", "list", "question"]);

type Call = Parameters<Before>[0];
type Args = Record<string, unknown>;

/** Tools that wait or only look: calling them again and again is their use. */
const PATIENT = new Set(["worker_wait", "worker_status", "question"]);

/**
 * The gate in front of every tool call of every session of a project. `directory` is the instance's own.
 * Throwing blocks the call and the model reads the text.
 */
export function guardToolCalls(project: Project, directory: string): Before {
  return async (call, output) => {
    const args = (output.args ?? {}) as Args;
    const actor = actorOf(project, call.sessionID);
    const denial = await judge(project, directory, actor, call, args);
    if (denial?.code === "WORKER_CLOSED") endClosed(project, call.sessionID);
    if (denial) await refuse(project, described(actor, call, args), denial);
    const users = await openWrite(project, directory, actor, call, args);
    if (users) await refuse(project, described(actor, call, args), users);
    if (call.tool !== "bash") return noteStage(project, actor, call.tool);
    // Looked at and counted in one go: a step must not slip in between the question and the shell.
    if (project.changing > 0)
      await refuse(project, described(actor, call, args), TREE_STANDS_STILL);
    project.beginning += 1;
    try {
      await beginShell(project, actor, call, args);
    } finally {
      project.beginning -= 1;
    }
  };
}

async function noteStage({ swarm }: Project, actor: Actor, tool: string): Promise<void> {
  if (actor.role === "worker") await observeStage(swarm.run, actor.worker, { tool });
}

const SHELL_BESIDE = deny(
  "SHELL_RUNNING",
  "A shell command still runs, and without a kernel sandbox the checkout is compared around it.",
  "Write the file when that command has returned.",
);

const TREE_STANDS_STILL = deny(
  "SHELL_RUNNING",
  "A step that needs the tree to stand still is under way.",
  "Run the command when that call has returned.",
);

async function judge(
  project: Project,
  directory: string,
  actor: Actor,
  call: Call,
  args: Args,
): Promise<Denial | undefined> {
  const { state } = project.swarm.run;
  const other = LOOKING.has(call.tool) ? undefined : project.lease.holder();
  if (other !== undefined) return runElsewhere(other);
  const worn = await tooMany(project, actor, call, args);
  if (worn) return worn;
  const barred = judgeTool(actor, call.tool, state);
  if (barred) return barred;
  if (call.tool === "task") return judgeTask(project, actor, call, args);
  return judgePaths(project, directory, actor, writtenPaths(call.tool, args));
}

function judgePaths(
  project: Project,
  directory: string,
  actor: Actor,
  paths: readonly string[],
): Denial | undefined {
  const { state } = project.swarm.run;
  const own =
    actor.role === "worker" ? workerNamed(state, actor.worker)?.home?.directory : undefined;
  for (const path of paths) {
    const target = project.paths.locate(path, directory, own);
    const denial = judgeWrite(actor, target, state);
    if (denial) return denial;
  }
  return undefined;
}

/** In FOUNDATION what the Commander writes is noted, and the user's own work is out of its reach. */
async function openWrite(
  project: Project,
  directory: string,
  actor: Actor,
  call: Call,
  args: Args,
): Promise<Denial | undefined> {
  const { groundwork, run } = project.swarm;
  if (actor.role !== "commander" || run.state.phase !== "FOUNDATION") return undefined;
  const paths = writtenPaths(call.tool, args)
    .map((path) => project.paths.locate(path, directory, undefined))
    .flatMap(({ where, path }) => (where === "checkout" ? [path] : []));
  if (paths.length === 0) return undefined;
  // A reader's shell is compared with the checkout as it was: what is written beside it would be put back.
  if (project.shell.kind === "compare" && project.shell.busy()) return SHELL_BESIDE;
  return groundwork.begin(call, paths).catch(unfit);
}

/**
 * OpenCode lets `task_id` name any session and prompts it like a person would, so only a session's own
 * sub-agents may be gone on with.
 */
function judgeTask(project: Project, actor: Actor, call: Call, args: Args): Denial | undefined {
  const resumed = args["task_id"];
  if (
    resumed === undefined ||
    resumed === "" ||
    project.parents.get(String(resumed)) === call.sessionID
  )
    return judgeSpawn(actor, String(args["subagent_type"] ?? ""));
  return deny(
    "SPAWN_NOT_ALLOWED",
    `${String(resumed)} is no sub-agent of this session.`,
    "Start a new one without task_id.",
  );
}

/** Loop and volume breakers for agents of a run; the user's own agents are theirs to stop. */
async function tooMany(
  project: Project,
  actor: Actor,
  call: Call,
  args: Args,
): Promise<Denial | undefined> {
  if (actor.role === "other") return undefined;
  const { limits } = project.swarm.config;
  const view = sessionOf(project, call.sessionID);
  const same = `${call.tool} ${JSON.stringify(args)}`;
  view.repeated = {
    call: same,
    times: view.repeated.call === same ? view.repeated.times + 1 : 1,
  };
  view.toolCalls += 1;
  if (PATIENT.has(call.tool)) return undefined;
  const { times } = view.repeated;
  if (actor.role === "worker") await failLooping(project, actor.worker, times, view.toolCalls);
  if (times >= limits.identicalCalls)
    return deny(
      "LOOP_DETECTED",
      `This is the same ${call.tool} call for the ${times}th time in a row.`,
      "Its result will not change. Try another way, or report what blocks you.",
    );
  const used = view.toolCalls > limits.toolCalls && actor.role === "worker";
  // Reporting is the way out, so it stays open.
  return used && call.tool !== "worker_report"
    ? deny(
        "TOOL_LIMIT",
        `${limits.toolCalls} tool calls are used up.`,
        "Call worker_report with what is done, or stop.",
      )
    : undefined;
}

/** Every path a file tool is about to write. */
export function writtenPaths(tool: string, args: Args): string[] {
  if (tool === "write" || tool === "edit" || tool === "multiedit")
    return typeof args["filePath"] === "string" ? [args["filePath"]] : [];
  if (tool !== "apply_patch" && tool !== "patch") return [];
  const text = String(args["patchText"] ?? args["patch"] ?? "");
  return text.split("\n").flatMap(patchedPath);
}

const PATCH_MARKS = ["*** Add File:", "*** Update File:", "*** Delete File:", "*** Move to:"];

/** Read as OpenCode reads it: no blank is needed after the mark, and only `\n` ends a line. */
function patchedPath(line: string): string[] {
  const mark = PATCH_MARKS.find((each) => line.startsWith(each));
  const path = mark === undefined ? "" : line.slice(mark.length).trim();
  return path === "" ? [] : [path];
}

export function described(actor: Actor, call: Call, args: Args) {
  const who = actor.role === "worker" ? actor.worker : actor.role;
  const detail = String(args["filePath"] ?? args["command"] ?? args["subagent_type"] ?? "");
  return { who, tool: call.tool, detail };
}
