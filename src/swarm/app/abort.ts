import { type Sentence, say } from "../../kit/sentence.ts";
import { type Denial, deny } from "../core/run/denial.ts";
import { korean } from "../core/run/end-reason.ts";
import { runOpen } from "../core/run/state.ts";
import { nothingToAbort } from "../core/run/tool-phase.ts";
import { notFound } from "../core/text/quote-refusals.ts";
import { sentenceWith, type UserMessage } from "../core/words/approval.ts";
import { asksToStop } from "../core/words/stop-words.ts";
import { keepWork, type Swarm } from "./swarm.ts";

/** Ends a run on the user's word, which the model quotes. */
export async function abortRun(
  swarm: Swarm,
  quote: string,
  messages: readonly UserMessage[],
): Promise<{ denial: Denial } | { kept: string[] }> {
  const { state } = swarm.run;
  if (!runOpen(state)) return { denial: nothingToAbort() };
  const unsaid = notAsked(quote, messages, state.startedAt ?? 0);
  return unsaid ? { denial: unsaid } : endRun(swarm, quote);
}

const RUN_ENDED = say("the run is ended", "실행을 중단했습니다");

/**
 * Ends the open run. Every Worker's diff is kept twice: as a commit under refs/aegis and as a patch beside the journal.
 * The foundation stays in the user's checkout, where it was written. `quote` says by what words the user ended it.
 */
export async function endRun(
  swarm: Swarm,
  quote: string,
): Promise<{ denial: Denial } | { kept: string[] }> {
  const { run, git, top, journal, host } = swarm;
  await run.catchUp();
  if (!runOpen(run.state)) return { denial: nothingToAbort() };
  const kept: string[] = [];
  // The end of a running Worker would start those that wait.
  for (const { spec, now } of run.state.workers)
    if (now.status === "queued")
      await run.submit({
        ...{ type: "WORKER_CANCELLED", worker: spec.name },
        ...{ reason: RUN_ENDED.en, ...korean(RUN_ENDED) },
      });
  for (const worker of run.state.workers) {
    if (worker.home?.sessionID)
      await host.abort(worker.home.sessionID).catch((error: unknown) => {
        // What its session still tries is refused, because the Worker is closed.
        kept.push(`(the session of ${worker.id} could not be ended: ${String(error)})`);
      });
    const commit =
      worker.now.status === "completed"
        ? worker.now.result.commit
        : await keepWork(swarm, worker).catch((error: unknown) => {
            kept.push(`(${worker.id} could not be kept: ${String(error)})`);
            return undefined;
          });
    if (!commit || !worker.home) continue;
    const patch = await git.patch(top, worker.home.base, commit);
    kept.push(await journal.keep(run.state.runId ?? "run", `${worker.id}.patch`, patch));
  }
  const denial = await run.submit({ type: "RUN_ABORTED", quote, kept });
  return denial ? { denial } : { kept };
}

/** The quote must be the user's, be said during this run, and come from a sentence that orders a stop. */
function notAsked(
  quote: string,
  messages: readonly UserMessage[],
  startedAt: number,
): Denial | undefined {
  const since = messages.filter(({ createdAt }) => createdAt > startedAt);
  const said = sentenceWith(quote, since);
  if (said !== undefined)
    return asksToStop(said)
      ? undefined
      : askUser(
          "ASK_THE_USER",
          say(
            `"${said.trim()}" does not order the run to stop.`,
            `"${said.trim()}"은(는) 실행을 중단하라는 말이 아닙니다.`,
          ),
        );
  return sentenceWith(quote, messages) === undefined
    ? notFound(quote)
    : askUser(
        "QUOTE_TOO_OLD",
        say("Those words are older than the run.", "이 실행이 시작되기 전에 한 말입니다."),
      );
}

function askUser(code: "ASK_THE_USER" | "QUOTE_TOO_OLD", why: Sentence): Denial {
  return deny(
    code,
    why,
    "Ask the user whether to end the run; quote an answer such as “stop the run”.",
  );
}
