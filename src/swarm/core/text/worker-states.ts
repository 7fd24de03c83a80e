import { type Sentence, say } from "../../../kit/sentence.ts";
import type { WorkerState } from "../run/state.ts";
import { isStopped } from "../run/stopped.ts";
import { plainStatus, shownStatus } from "./dashboard.ts";

/** A Worker's status inside a Korean sentence, by the word that every screen has for it. */
export function koreanStatus(worker: Pick<WorkerState, "now">): string {
  return plainStatus(shownStatus(worker, true), "ko");
}

/** Names and statuses; the model reads the English ones. */
export function namesAndStates(workers: readonly Pick<WorkerState, "spec" | "now">[]): Sentence {
  const listed = (status: (worker: Pick<WorkerState, "now">) => string) =>
    workers.map((worker) => `${worker.spec.name} (${status(worker)})`).join(", ");
  return say(
    listed((worker) => (isStopped(worker) ? "stopped" : worker.now.status)),
    listed(koreanStatus),
  );
}
