import { alike, type Sentence, say } from "../../kit/sentence.ts";
import type { ShellOutcome } from "../../shell/port.ts";
import { failWorker } from "../app/fail-worker.ts";
import { userOwns } from "../app/users-files.ts";
import type { Actor } from "../core/agents.ts";
import { outOfScope, protectedPath } from "../core/gate-refusals.ts";
import { refusedHosts } from "../core/network.ts";
import { isProtected } from "../core/protected.ts";
import { type Denial, denialText, deny } from "../core/run/denial.ts";
import type { RunState } from "../core/run/state.ts";
import { workerNamed } from "../core/run/workers-of.ts";
import { actorOf, nameOf } from "./actor.ts";
import { commitLocked } from "./commit-locked.ts";
import type { Project } from "./project.ts";
import { refuse } from "./refusal.ts";
import { argsOf, type EndedCall, type ToolOutput } from "./tool-call.ts";

/** Ends a shell call that has returned, undoes its forbidden writes and tells the model. */
export async function endShell(
  project: Project,
  call: EndedCall,
  output: ToolOutput,
): Promise<void> {
  if (call.tool !== "bash") return;
  const outcome = await project.shell.end(call.sessionID, call.callID);
  if (!outcome) return;
  if (outcome.stripped.length > 0)
    output.output += `\n\nAegis took the setuid and setgid bits off: ${outcome.stripped.slice(0, 5).join(", ")}.`;
  const hosts = refusedHosts(outcome.refusedHosts);
  if (hosts) output.output += `\n\n${denialText(hosts)}`;
  const actor = actorOf(project, call.sessionID);
  const denial = await verdict(project, actor, outcome);
  if (denial) {
    const detail = String(argsOf(call.args)["command"] ?? "");
    const tail = `Output of the command:\n${String(output.output).slice(-2000)}`;
    await refuse(project, { who: nameOf(actor), tool: "bash", detail }, denial, tail);
  }
  explainReadOnly(project.swarm.run.state, output);
}

async function verdict(
  { swarm }: Project,
  actor: Actor,
  outcome: ShellOutcome,
): Promise<Denial | undefined> {
  const { state } = swarm.run;
  const kept = rescued(outcome);
  if (outcome.refs.length > 0) {
    const refs = outcome.refs.join(", ");
    return {
      ...commitLocked(refs, state),
      why: say(
        `The command moved ${refs}; the move was undone${kept.en}.`,
        `명령이 옮긴 참조를 되돌렸습니다: ${refs}${kept.ko}.`,
      ),
    };
  }
  if (outcome.elsewhere.length > 0) {
    const paths = outcome.elsewhere.join(", ");
    const why = say(
      `The command changed ${paths}, which it must not change; the change was undone${kept.en}.`,
      `명령이 바꾸면 안 되는 것을 바꾸어 되돌렸습니다: ${paths}${kept.ko}.`,
    );
    if (actor.role === "worker" && outcome.alone)
      await failWorker(swarm, actor.worker, "WROTE_OUTSIDE", why);
    return deny("OUT_OF_SCOPE", why, "Write only inside your scope.");
  }
  if (outcome.scope.length === 0) return undefined;
  const denial = foreignPaths(actor, outcome.scope, state);
  if (!denial) return undefined;
  const why = say(
    `${denial.why.en} The command's changes there were undone${kept.en}.`,
    `${denial.why.ko} 명령이 거기서 바꾼 것은 되돌렸습니다${kept.ko}.`,
  );
  return { ...denial, why };
}

/** The refusal for paths that a shell changed outside its part of the tree; it names their owner. */
function foreignPaths(actor: Actor, paths: string[], state: RunState): Denial | undefined {
  if (actor.role === "commander") {
    const steering = paths.filter(isProtected);
    return steering.length > 0 ? protectedPath(steering.join(", ")) : userOwns(paths);
  }
  const worker = actor.role === "worker" ? workerNamed(state, actor.worker) : undefined;
  return worker && outOfScope(worker, paths);
}

function rescued({ rescued: ref }: ShellOutcome): Sentence {
  return ref
    ? say(`, and the changed content is kept under ${ref}`, `. 바뀐 내용은 ${ref}에 보관했습니다`)
    : alike("");
}

/** The kernel says only "Read-only file system", so we tell the model which rule forbids the write. */
function explainReadOnly(state: RunState, output: ToolOutput): void {
  if (!/Read-only file system|EROFS/.test(output.output)) return;
  const git = /\.git\b|index\.lock|unable to create temporary file/.test(output.output);
  const denial = git
    ? commitLocked("git", state)
    : deny(
        "OUT_OF_SCOPE",
        say(
          "Part of the command tried to write where this shell is read-only.",
          "명령의 일부가 이 셸이 읽기만 할 수 있는 곳에 쓰려고 했습니다.",
        ),
        "Write only inside your scope, with relative paths.",
      );
  output.output += `\n\n${denialText(denial)}`;
}
