import { AegisError } from "../kit/errors.ts";
import { alike, say } from "../kit/sentence.ts";
import { runOpen } from "../swarm/core/run/state.ts";
import type { SeenRun } from "./core/outcome.ts";

/** Throws JOURNAL_DAMAGED and JOURNAL_NEWER: nobody knows the state of a run whose journal cannot be read. */
export function isOpen(run: SeenRun): boolean {
  if (run.fault === "broken" || run.fault === "newer")
    throw new AegisError(
      run.fault === "newer" ? "JOURNAL_NEWER" : "JOURNAL_DAMAGED",
      say(
        `The journal of the run ${run.id} cannot be read after record ${run.records.length}.`,
        `실행 ${run.id}의 저널을 기록 ${run.records.length} 다음부터 읽을 수 없습니다.`,
      ),
      run.fault === "newer"
        ? say("Update oh-my-qwencoder.", "oh-my-qwencoder를 업데이트하세요.")
        : alike("oh-my-qwencoder runs repair"),
    );
  return runOpen(run.state);
}
