import type { Hooks } from "@opencode-ai/plugin";
import type { ShellCall, ShellOutcome } from "../../shell/port.ts";
import { userOwns } from "../app/groundwork.ts";
import { observeStage } from "../app/observe-stage.ts";
import { failWorker } from "../app/supervisor.ts";
import { integrationWorktree } from "../app/swarm.ts";
import type { Actor } from "../core/agents.ts";
import { commitAttempt } from "../core/command/command-line.ts";
import { readOnlyCommand } from "../core/command/read-only-command.ts";
import { commanderWrites, outOfScope, protectedPath, readOnly } from "../core/gate.ts";
import { isProtected } from "../core/protected.ts";
import { type Denial, deny } from "../core/run/denial.ts";
import { type RunState, runOpen, workerNamed } from "../core/run/state.ts";
import { covers } from "../core/scope/algebra.ts";
import { actorOf } from "./actor.ts";
import type { Project } from "./project.ts";
import { Refusal, refuse, unfit } from "./refusal.ts";

type Call = { tool: string; sessionID: string; callID: string };

/** Judges a shell command and opens its scope. Throws the refusal. */
export async function beginShell(
  project: Project,
  actor: Actor,
  call: Call,
  args: Record<string, unknown>,
): Promise<void> {
  const command = String(args["command"] ?? "");
  const { state } = project.swarm.run;
  const denial = judgeShell(actor, command, state);
  const who = actor.role === "worker" ? actor.worker : actor.role;
  if (denial) await refuse(project, { who, tool: "bash", detail: command }, denial);
  const users = await usersWork(project, actor, call);
  if ("code" in users) return refuse(project, { who, tool: "bash", detail: command }, users);
  if (actor.role === "worker")
    await observeStage(project.swarm.run, actor.worker, { tool: "bash", command });
  const scope = scopeOf(project, actor, state, users);
  if (scope)
    await project.shell.begin({ ...scope, callID: call.callID, sessionID: call.sessionID });
}

/** In FOUNDATION what the Commander's shell writes is noted; resolves with the paths that are the user's. */
async function usersWork(
  { swarm }: Project,
  actor: Actor,
  call: Call,
): Promise<ReadonlySet<string> | Denial> {
  if (actor.role !== "commander" || swarm.run.state.phase !== "FOUNDATION") return new Set();
  return swarm.groundwork.beginShell(call).catch(unfit);
}

function judgeShell(actor: Actor, command: string, state: RunState): Denial | undefined {
  if (state.proposal)
    return deny(
      "APPROVAL_PENDING",
      "A plan waits for the user's answer; no shell runs until they have given it.",
      "Call design_approve, or wait for the user. To look at code, use read, grep and glob.",
    );
  if (actor.role === "scout" || actor.role === "librarian") {
    const verdict = readOnlyCommand(command);
    return verdict.ok ? undefined : { ...readOnly("this command"), why: verdict.reason };
  }
  if (actor.role === "other" && !runOpen(state)) return undefined;
  const attempt = commitAttempt(command);
  return attempt ? commitLocked(attempt.verb, state) : undefined;
}

export function commitLocked(verb: string, state: RunState): Denial {
  return deny(
    "COMMIT_LOCKED",
    `"${verb}" would move Git history or its configuration; no agent's shell does that.`,
    runOpen(state)
      ? "Bring the run to FINAL_QA: when qa_run has passed, call commit."
      : "Leave committing to the user, or make it a run: design_propose.",
  );
}

/** What this actor's shell may write now; undefined for a shell that is not ours to confine. */
function scopeOf(
  project: Project,
  actor: Actor,
  state: RunState,
  users: ReadonlySet<string>,
): Omit<ShellCall, "callID" | "sessionID"> | undefined {
  const { swarm } = project;
  // Outside INTEGRATE nobody may touch the integrated tree: QA has tested it or is about to.
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
    const open = { ...closed, writable: [swarm.top], checkout: true, network: true };
    if (!runOpen(state)) return open;
    const allowed = (path: string) => !isProtected(path) && !users.has(path);
    return { ...open, scoped: { directory: swarm.top, allowed, exclude: [] } };
  }
  return writes === "integration"
    ? { ...closed, writable: [integrationWorktree(swarm)], quiet: [] }
    : closed;
}

function quietWorktrees(state: RunState): string[] {
  return state.workers.flatMap(({ home, now }) =>
    home && now.status !== "running" && now.status !== "queued" ? [home.directory] : [],
  );
}

/** Ends a shell call: what it wrote without a right to is put back, and the model is told. */
export function endShell(project: Project): NonNullable<Hooks["tool.execute.after"]> {
  return async (call, output) => {
    if (call.tool !== "bash") return;
    const outcome = await project.shell.end(call.sessionID, call.callID);
    if (!outcome) return;
    const denial = await verdict(project, call.sessionID, outcome);
    if (denial) {
      const actor = actorOf(project, call.sessionID);
      const who = actor.role === "worker" ? actor.worker : actor.role;
      const command = String((call.args as { command?: unknown })?.command ?? "");
      const tail = `Output of the command:\n${String(output.output).slice(-2000)}`;
      await refuse(project, { who, tool: "bash", detail: command }, denial, tail);
    }
    explainReadOnly(output, project);
  };
}

async function verdict(
  project: Project,
  sessionID: string,
  outcome: ShellOutcome,
): Promise<Denial | undefined> {
  const { state } = project.swarm.run;
  const actor = actorOf(project, sessionID);
  if (outcome.refs.length > 0)
    return {
      ...commitLocked(outcome.refs.join(", "), state),
      why: `The command moved ${outcome.refs.join(", ")}; that was put back${kept(outcome)}.`,
    };
  if (outcome.elsewhere.length > 0) {
    const why = `The command changed ${outcome.elsewhere.join(", ")}, which it may not; that was put back${kept(outcome)}.`;
    if (actor.role === "worker" && outcome.alone)
      await failWorker(project.swarm, actor.worker, "WROTE_OUTSIDE", why);
    return deny("OUT_OF_SCOPE", why, "Write only inside your scope.");
  }
  if (outcome.scope.length === 0) return undefined;
  const denial = foreignPaths(actor, outcome.scope, state);
  const why = `${denial?.why} The command's changes there were put back${kept(outcome)}.`;
  return denial && { ...denial, why };
}

/** Whose the paths are that a shell changed in the tree it may write in part. */
function foreignPaths(actor: Actor, paths: string[], state: RunState): Denial | undefined {
  if (actor.role === "commander") {
    const steering = paths.filter(isProtected);
    return steering.length > 0 ? protectedPath(steering.join(", ")) : userOwns(paths);
  }
  const worker = actor.role === "worker" ? workerNamed(state, actor.worker) : undefined;
  return worker && outOfScope(worker, paths);
}

function kept({ rescued }: ShellOutcome): string {
  return rescued ? `, and what was written is kept under ${rescued}` : "";
}

/** The kernel says only "Read-only file system"; the model needs to know whose rule that is. */
function explainReadOnly(output: { output: string }, project: Project): void {
  if (!/Read-only file system|EROFS/.test(output.output)) return;
  const git = /\.git\b|index\.lock|unable to create temporary file/.test(output.output);
  const denial = git
    ? commitLocked("git", project.swarm.run.state)
    : deny(
        "OUT_OF_SCOPE",
        "Part of the command tried to write where this shell is read-only.",
        "Write only inside your scope, with relative paths.",
      );
  output.output += `\n\n${new Refusal(denial).message}`;
}
