import { notFound, sentenceWith, type UserMessage } from "../core/approval.ts";
import { type Denial, deny } from "../core/denial.ts";
import { runOpen } from "../core/state.ts";
import { keepWork, type Swarm } from "./swarm.ts";

const STOPS =
  /(?<!\w)(stop|abort|cancel|quit|end (it|this|the (run|swarm))|discard|kill)(?!\w)|중단|취소|그만|멈춰|멈추|종료|포기/;
/** The same words with a no before or behind them, or as a question. */
const GOES_ON =
  /(?<!\w)(don['’]?t|do not|never|not|without)(?!\w)[^.!?]{0,24}(?<!\w)(stop|abort|cancel|quit|end|discard|kill)|(중단|취소|그만|멈추|종료|포기)\S{0,3}\s*(지|하지)\s*(마|말|않)|[?？]|까요/;

/**
 * Ends a run on the user's word. Every Worker's diff is kept twice: as a commit under refs/aegis and
 * as a patch beside the journal. The foundation stays in the user's checkout, where it was written.
 */
export async function abortRun(
  swarm: Swarm,
  quote: string,
  messages: readonly UserMessage[],
): Promise<{ denial: Denial } | { kept: string[] }> {
  const { run, git, top, journal, host } = swarm;
  if (!runOpen(run.state))
    return { denial: deny("NOT_IN_PHASE", "No run is open.", "There is nothing to abort.") };
  const unsaid = notAsked(quote, messages);
  if (unsaid) return { denial: unsaid };
  const kept: string[] = [];
  for (const worker of run.state.workers) {
    if (worker.home?.sessionID) await host.abort(worker.home.sessionID);
    const commit =
      worker.now.status === "completed" ? worker.now.result.commit : await keepWork(swarm, worker);
    if (!commit || !worker.home) continue;
    const patch = await git.patch(top, worker.home.base, commit);
    kept.push(await journal.keep(run.state.runId ?? "run", `${worker.id}.patch`, patch));
  }
  const denial = await run.submit({ type: "RUN_ABORTED", quote, kept });
  return denial ? { denial } : { kept };
}

/** The words must be the user's, and their sentence must ask to stop and not the contrary. */
function notAsked(quote: string, messages: readonly UserMessage[]): Denial | undefined {
  const said = sentenceWith(quote, messages);
  if (said === undefined) return notFound(quote);
  return STOPS.test(said) && !GOES_ON.test(said)
    ? undefined
    : deny(
        "ASK_THE_USER",
        `"${said.trim()}" does not ask to stop.`,
        "Quote the words with which the user ends the run, or ask them.",
      );
}
