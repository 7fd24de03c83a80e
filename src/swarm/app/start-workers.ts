import { AegisError } from "../../kit/errors.ts";
import { alike, type Sentence, say } from "../../kit/sentence.ts";
import { SETTINGS_FILE } from "../../kit/state-paths.ts";
import type { CommandResult } from "../../shell/port.ts";
import { korean } from "../core/run/end-reason.ts";
import type { EventOf } from "../core/run/events.ts";
import { placesOf } from "../core/run/plan-choice.ts";
import { type RunState, runOpen, type WorkerState } from "../core/run/state.ts";
import { workerNamed } from "../core/run/workers-of.ts";
import { brief, retryBrief } from "../core/text/brief.ts";
import { workerSessionTitle } from "../core/text/session-title.ts";
import type { Swarm } from "./swarm.ts";
import { putWorktree } from "./swarm.ts";
import { type Place, placeOf } from "./worker-place.ts";

/**
 * Starts as many queued Workers as are admitted, in parallel: git makes worktrees one by one and the host
 * opens directories one by one, but one Worker's set-up need not wait for another's. The journal names each
 * Worker before its worktree exists. A failed start ends only that Worker, with the reason.
 */
export async function startWorkers(swarm: Swarm, names: readonly string[]): Promise<void> {
  const { state } = swarm.run;
  if (!runOpen(state)) return;
  const running = state.workers.filter(({ now }) => now.status === "running").length;
  const free = Math.max(0, placesOf(state, swarm.config.admission) - running);
  const queued = names
    .flatMap((name) => workerNamed(state, name) ?? [])
    .filter(({ now }) => now.status === "queued");
  await Promise.all(queued.slice(0, free).map((worker) => startOrFail(swarm, worker)));
}

async function startOrFail(swarm: Swarm, worker: WorkerState): Promise<void> {
  try {
    await startWorker(swarm, worker);
  } catch (error) {
    const why = reason(error);
    await swarm.run.submit({
      type: "WORKER_FAILED",
      worker: worker.spec.name,
      failure: failureOf(error),
      why: why.en,
      ...korean(why),
    });
  }
}

async function startWorker(swarm: Swarm, worker: WorkerState): Promise<void> {
  const { run, host } = swarm;
  const starting = { type: "WORKER_STARTING", worker: worker.spec.name } as const;
  if (run.refusal(starting)) return;
  const place = await placeOf(swarm, worker);
  const { directory, base, kept, carried } = place;
  // A session belongs to its directory for good.
  const isSamePlace = worker.home?.directory === directory;
  const previous = worker.instructions && isSamePlace ? worker.home?.sessionID : undefined;
  const denial = await run.submit({
    ...starting,
    attempt: worker.attempts + 1,
    directory,
    base,
    ...(carried ? { carried } : {}),
  });
  if (denial) return;
  if (!kept && !(await freshWorktree(swarm, worker.spec.name, { directory, base, carried })))
    return;
  await host.guardDirectory(directory);
  const sessionID =
    previous ??
    (await host.openWorker({
      directory,
      parentID: run.state.sessionID ?? "",
      title: workerSessionTitle(worker),
      scope: worker.spec.scope,
      metadata: { aegis: { run: run.state.runId, worker: worker.spec.name } },
    }));
  const late = await run.submit({ type: "WORKER_STARTED", worker: worker.spec.name, sessionID });
  // The Worker was cancelled or the run aborted while the host opened the session, so stop the session.
  if (late) return host.abort(sessionID);
  // OpenCode may have ended, or refused the prompt, between the last start and its first words.
  const known = sessionID === previous && !(await host.lastTurn(sessionID, directory)).empty;
  const text = firstWords(run.state, worker, { known, place });
  await host.prompt({ sessionID, agent: "worker", text, synthetic: false });
}

/** A session that knows its task gets only the new instructions; a new session gets the whole brief. */
function firstWords(
  state: RunState,
  { spec, instructions, sentBackBy: by }: WorkerState,
  { known, place }: { known: boolean; place: Place },
): string {
  const retry = instructions && retryBrief(spec, { instructions, ...(by ? { by } : {}) }, place);
  if (known && retry) return retry;
  return [brief(state, spec), ...(retry ? [retry] : [])].join("\n\n");
}

function stillWanted(state: RunState, name: string): boolean {
  return runOpen(state) && workerNamed(state, name)?.now.status === "running";
}

/** Makes the worktree; false if the run or this Worker was stopped before the worktree was ready. */
async function freshWorktree(
  swarm: Swarm,
  name: string,
  { directory, base, carried }: Pick<Place, "directory" | "base" | "carried">,
): Promise<boolean> {
  const { git, top, workspace, config } = swarm;
  await putWorktree(swarm, directory, carried?.commit ?? base);
  // The carried work is staged, so that it stays in the diff also if the new base ignores files of it.
  if (carried) await git.updateRef(directory, "HEAD", base);
  await workspace.link(top, directory, config.worktree.link);
  if (config.worktree.setup === undefined) return true;
  const result = await setUp(swarm, name, directory, config.worktree.setup);
  if (!stillWanted(swarm.run.state, name)) return false;
  if (result.exitCode !== 0)
    throw new AegisError(
      "SETUP_FAILED",
      say(
        `worktree.setup "${config.worktree.setup}" ended with ${result.exitCode ?? "a signal"}: ${result.tail.slice(-500)}`,
        `worktree.setup "${config.worktree.setup}"이(가) ${result.exitCode ?? "시그널"}(으)로 끝났습니다: ${result.tail.slice(-500)}`,
      ),
      say(
        `Correct worktree.setup in ${SETTINGS_FILE}.`,
        `${SETTINGS_FILE}의 worktree.setup을 고치세요.`,
      ),
    );
  return true;
}

/** Set-up may take minutes, so it stops as soon as its Worker is stopped. */
async function setUp(
  { run, runner, config }: Swarm,
  name: string,
  directory: string,
  line: string,
): Promise<CommandResult> {
  const stop = new AbortController();
  const forget = run.onChange((state) => {
    if (!stillWanted(state, name)) stop.abort();
  });
  try {
    return await runner.run({
      line,
      directory,
      writable: [directory],
      timeoutMs: config.limits.qaMinutes * 60_000,
      signal: stop.signal,
    });
  } finally {
    forget();
  }
}

function failureOf(error: unknown): EventOf<"WORKER_FAILED">["failure"] {
  return error instanceof AegisError && error.code === "MERGE_CONFLICT"
    ? "MERGE_CONFLICT"
    : "START_FAILED";
}

export function reason(error: unknown): Sentence {
  if (error instanceof AegisError) {
    const { what, next } = error;
    return say(`${what.en} ${next.en}`, `${what.ko} ${next.ko}`);
  }
  return alike(error instanceof Error ? error.message : String(error));
}
