import { inBoth, type Sentence, say } from "../../kit/sentence.ts";
import { failWorker } from "../app/fail-worker.ts";
import { isAgentName } from "../core/agents.ts";
import type { CallRow } from "../core/breaker/calls.ts";
import { failureOf, type Runaway } from "../core/breaker/requests.ts";
import { type Denial, deny } from "../core/run/denial.ts";
import { countedText, stoppedText } from "../core/text/runaway-text.ts";
import { actorOf, nameOf } from "./actor.ts";
import type { Project } from "./project.ts";
import type { GuardedCall } from "./tool-call.ts";

/** Tools that wait or only look; an agent may call them any number of times. */
const PATIENT = new Set(["worker_wait", "worker_status", "question"]);

/** Stops loops and too many calls of a run's agents; the user stops other agents themselves. */
export async function tooMany(project: Project, call: GuardedCall): Promise<Denial | undefined> {
  const { actor, tool, args, callID, sessionID } = call;
  if (actor.role === "other") return undefined;
  const { limits } = project.swarm.config;
  const { counts } = project.sessions.of(sessionID);
  const row = counts.call({
    call: `${tool} ${JSON.stringify(args)}`,
    callID,
    revision: revisionFor(project, sessionID),
  });
  if (PATIENT.has(tool)) return undefined;
  if (actor.role === "worker") await failLooping(project, actor.worker, tool, row);
  if (row.inARow >= limits.identicalCalls) {
    counts.callRefused();
    const twice = row.inARow >= 2 * limits.identicalCalls;
    if (twice && actor.role !== "worker")
      counts.endTurn({ kind: "sameCall", count: row.inARow, tool });
    return repeated(call, row.inARow);
  }
  const used = row.total > limits.toolCalls && actor.role === "worker";
  // A Worker at its limit may still report.
  return used && tool !== "worker_report"
    ? deny(
        "TOOL_LIMIT",
        say(
          `All ${limits.toolCalls} tool calls are used up.`,
          `도구 호출 ${limits.toolCalls}번을 모두 썼습니다.`,
        ),
        "Call worker_report with the finished work, or stop.",
      )
    : undefined;
}

function repeated({ actor, tool }: GuardedCall, inARow: number): Denial {
  const commander = actor.role === "commander";
  return deny(
    "LOOP_DETECTED",
    say(
      `This is the same ${tool} call for the ${inARow}th time in a row: no other call and no other result came between${commander ? ", and nothing else in the run has changed" : ""}.`,
      `같은 ${tool} 호출을 연속 ${inARow}번 했습니다. 그 사이에 다른 호출도 다른 결과도 없었${commander ? "고, 실행에서도 바뀐 것이 없었" : ""}습니다.`,
    ),
    commander
      ? `Try another way, or tell the user what blocks you. The same ${tool} call works again after the user's next words, after a change in the run, or after another call.`
      : "Try another way, or report what blocks you. The same call works again after another call.",
  );
}

function counted(runaway: Runaway): Sentence {
  return inBoth((language) => countedText(runaway, language));
}

/** Fails a Worker that repeats a call twice as often as allowed, or that goes on past its limit of calls. */
async function failLooping(
  { swarm }: Project,
  worker: string,
  tool: string,
  { inARow, total }: CallRow,
): Promise<void> {
  const { limits } = swarm.config;
  if (inARow >= 2 * limits.identicalCalls) {
    await failWorker(swarm, worker, "LOOP", counted({ kind: "sameCall", count: inARow, tool }));
  }
  if (total > limits.toolCalls + 20)
    await failWorker(
      swarm,
      worker,
      "LOOP",
      say(`${total} tool calls without an end`, `끝나지 않는 도구 호출 ${total}번`),
    );
}

/**
 * The number of the run's events so far, for an agent whose calls depend on them. Refusals are no change, and a
 * Worker works in its own tree.
 */
export function revisionFor(project: Project, sessionID: string): number {
  if (actorOf(project, sessionID).role !== "commander") return 0;
  const { seq, refusedCalls } = project.swarm.run.state;
  return seq - refusedCalls;
}

/** OpenCode's own agent that writes a session's summary in the session's place. */
const COMPACTION = "compaction";

/**
 * Counts a request to the model before it is sent. Throws instead of a request without an end: OpenCode then ends
 * the turn and shows the text. Aborting the session would also abort the Commander's Workers.
 */
export async function stopRunaway(
  project: Project,
  { sessionID, agent }: { sessionID: string; agent: string },
): Promise<void> {
  if (!isAgentName(agent) && agent !== COMPACTION) return;
  const actor = actorOf(project, sessionID);
  if (actor.role === "other") return;
  const { run, config } = project.swarm;
  const { runId = "" } = run.state;
  const view = project.sessions.of(sessionID);
  const runaway = view.counts.request(
    {
      compaction: agent === COMPACTION,
      part: actor.role === "commander" ? runId : "",
    },
    config.limits,
  );
  if (!runaway) return;
  if (actor.role === "worker") {
    await failWorker(project.swarm, actor.worker, failureOf(runaway), counted(runaway));
  } else {
    view.stopped();
    await noteStopped(project, nameOf(actor), runaway);
  }
  throw new Error(stoppedText(runaway, actor, project.language.now));
}

async function noteStopped(project: Project, who: string, runaway: Runaway): Promise<void> {
  await project.swarm.run.submit({
    type: "CALL_REFUSED",
    who,
    tool: "(request)",
    code: "RUNAWAY_STOPPED",
    detail: countedText(runaway, "en"),
  });
}

/** More calls than one message holds: the model has read several times that it must stop. */
const CLOSED_CALLS = 10;

/** Ends the session of a closed Worker that goes on calling tools. */
export function endClosed(project: Project, sessionID: string): void {
  if (!project.sessions.of(sessionID).closedCall(CLOSED_CALLS)) return;
  project.swarm.host
    .abort(sessionID)
    .catch((error) => project.log("warn", `closed Worker: ${String(error)}`));
}
