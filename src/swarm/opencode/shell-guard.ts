import { say } from "../../kit/sentence.ts";
import { observeStage } from "../app/observe-stage.ts";
import type { Actor } from "../core/agents.ts";
import { commitAttempt } from "../core/command/command-line.ts";
import { readOnlyCommand } from "../core/command/read-only-command.ts";
import { readOnly } from "../core/gate-refusals.ts";
import { openNetwork } from "../core/network.ts";
import { type Denial, deny } from "../core/run/denial.ts";
import { type RunState, runOpen } from "../core/run/state.ts";
import { commitLocked } from "./commit-locked.ts";
import type { Project } from "./project.ts";
import { refuse, unfit } from "./refusal.ts";
import { shellScope } from "./shell-scope.ts";
import { described, type GuardedCall } from "./tool-call.ts";

/** Judges a shell command and opens its scope. Throws a refusal. */
export async function beginShell(project: Project, call: GuardedCall): Promise<void> {
  const { actor, callID, sessionID } = call;
  const command = String(call.args["command"] ?? "");
  const { state } = project.swarm.run;
  const denial = judgeShell(actor, command, state);
  if (denial) await refuse(project, describedShell(call, command), denial);
  const usersPaths = await noteFoundationShell(project, call);
  if ("code" in usersPaths) return refuse(project, describedShell(call, command), usersPaths);
  if (actor.role === "worker")
    await observeStage(project.swarm.run, actor.worker, { tool: "bash", command });
  const { allowedDomains } = project.swarm.config.shell.network;
  const network = openNetwork(allowedDomains, project.controlPlane.port());
  const scope = shellScope(project.swarm, { actor, network, usersPaths }, state);
  if (scope) await project.shell.begin({ ...scope, callID, sessionID });
}

/** Describes the call with the command as its detail; other arguments of the model do not matter. */
function describedShell(call: GuardedCall, command: string) {
  return { ...described(call), detail: command };
}

/** In FOUNDATION, notes the Commander's shell call and resolves with the paths that belong to the user. */
async function noteFoundationShell(
  { swarm }: Project,
  call: GuardedCall,
): Promise<ReadonlySet<string> | Denial> {
  if (call.actor.role !== "commander" || swarm.run.state.phase !== "FOUNDATION") return new Set();
  return swarm.foundationWrites.beginShell(call).catch(unfit);
}

function judgeShell(actor: Actor, command: string, state: RunState): Denial | undefined {
  if (state.proposal)
    return deny(
      "APPROVAL_PENDING",
      say(
        "A plan waits for the user's answer; until then no shell runs.",
        "계획이 사용자의 답을 기다립니다. 그때까지 셸을 실행하지 않습니다.",
      ),
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
