import { findQuote, type UserMessage } from "../core/approval.ts";
import { type Denial, deny } from "../core/denial.ts";
import { runOpen } from "../core/state.ts";
import { keepWork, type Swarm } from "./swarm.ts";

const STOPS =
  /\b(stop|abort|cancel|quit|drop|end|discard|kill)\b|중단|취소|그만|멈춰|멈추|종료|포기/i;

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

/** The words must be the user's, and they must ask to stop. That they approve nothing is expected. */
function notAsked(quote: string, messages: readonly UserMessage[]): Denial | undefined {
  const found = findQuote(quote, messages);
  if (!found.ok && found.denial.code !== "QUOTE_NOT_APPROVAL") return found.denial;
  return STOPS.test(quote)
    ? undefined
    : deny(
        "ASK_THE_USER",
        `"${quote}" does not ask to stop.`,
        "Quote the words with which the user ends the run, or ask them.",
      );
}
