import { alike, type Sentence, say } from "../../kit/sentence.ts";
import { serverFault } from "../core/run/server-fault.ts";
import type { WorkerState } from "../core/run/state.ts";
import { workerOfSession } from "../core/run/workers-of.ts";
import { nudgeText } from "../core/text/brief.ts";
import { slipOf } from "../core/words/turn-end.ts";
import type { LastTurn } from "../ports.ts";
import { failWorker } from "./fail-worker.ts";
import { pauseWorker } from "./pause-worker.ts";
import type { Swarm } from "./swarm.ts";

const GONE = (directory: string) =>
  say(`its worktree ${directory} is gone`, `worktree ${directory}이(가) 없어졌습니다`);
const ABORTED = say("its session was aborted", "세션이 중간에 끊겼습니다");

/** The number of reminders to a Worker that stops without a report. */
const NUDGE_LIMIT = 2;

/**
 * Decides about a Worker whose session is idle, or that has been silent. A silent Worker may simply think; then this
 * changes nothing. A missing worktree, a turn that died inside the host and an idle session are facts: the Worker is
 * settled at once, without waiting for a time limit.
 */
export async function settleWorker(
  swarm: Swarm,
  sessionID: string,
  why: "idle" | "silent",
): Promise<void> {
  const { run, host, workspace } = swarm;
  const worker = workerOfSession(run.state, sessionID);
  if (worker?.now.status !== "running" || worker.now.paused || !worker.home) return;
  const { spec, home } = worker;
  if (!(await workspace.exists(home.directory)))
    return failWorker(swarm, spec.name, "INTERRUPTED", GONE(home.directory));
  let turn = await host.lastTurn(sessionID, home.directory);
  // The host answers two questions one after the other, and a turn may begin or end between them.
  if (turn.broken) turn = await host.lastTurn(sessionID, home.directory);
  if (turn.at !== undefined && turn.at < (worker.askedAt ?? 0)) return;
  const isDead = why === "silent" && turn.broken === true;
  if (turn.busy && !isDead) return;
  if (turn.error?.name === "MessageAbortedError")
    return failWorker(swarm, spec.name, "INTERRUPTED", ABORTED);
  const fault = turn.error && serverFault(turn.error);
  if (fault !== undefined) return pauseWorker(swarm, spec.name, fault);
  return remind(swarm, worker, sessionID, turn, isDead);
}

/** Reminds a Worker that has stopped without a report, and fails it after the last reminder. */
async function remind(
  swarm: Swarm,
  { spec, nudges }: WorkerState,
  sessionID: string,
  turn: LastTurn,
  isDead: boolean,
): Promise<void> {
  const slip = turn.error || isDead ? undefined : slipOf(turn);
  const why = slip?.why ?? stopReason(turn, isDead);
  if (nudges >= NUDGE_LIMIT)
    return failWorker(swarm, spec.name, turn.error ? "MODEL_ERROR" : "NO_REPORT", why);
  const kind = slip ? { slip: slip.kind } : {};
  const nudged = { type: "WORKER_NUDGED", worker: spec.name, why: why.en, ...kind } as const;
  if (await swarm.run.submit(nudged)) return;
  const text = nudgeText(why.en, slip?.says);
  await swarm.host.prompt({ sessionID, agent: "worker", text, synthetic: true });
}

function stopReason({ error, text }: LastTurn, isDead: boolean): Sentence {
  if (error) return alike(`${error.name}: ${error.message}`);
  if (isDead) return say("its turn broke off inside OpenCode", "턴이 OpenCode 안에서 끊겼습니다");
  const said = text.trim().replace(/\s+/g, " ").slice(0, 160);
  return said === ""
    ? say("no report", "보고가 없습니다")
    : say(`it said "${said}"`, `마지막 말: "${said}"`);
}
