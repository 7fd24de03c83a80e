import { type Sentence, say } from "../../../kit/sentence.ts";
import type { EventOf } from "./events.ts";
import type { WorkerState } from "./state.ts";

/** The Korean of a reason, as an event keeps it beside the English; nothing if both have the same words. */
export function korean({ en, ko }: Sentence): { ko?: string } {
  return ko === en ? {} : { ko };
}

/** Why a Worker has failed, for people. One that was stopped has not failed: its reason stands alone. */
export function failureReason({ failure, why, ko = why }: EventOf<"WORKER_FAILED">): Sentence {
  if (failure === "INTERRUPTED") return say(why, ko);
  return say(`${failure}: ${why}`, `${failure}: ${ko}`);
}

/** Why a Worker was cancelled, for people. */
export function cancelReason({
  reason,
  ko = reason,
}: {
  reason: string;
  ko?: string | undefined;
}): Sentence {
  return say(reason, ko);
}

/** Why a Worker has failed or was cancelled, for people; undefined while it has not. */
export function endReason({ now }: Pick<WorkerState, "now">): Sentence | undefined {
  if (now.status === "failed") return failureReason(now.failure);
  return now.status === "cancelled" ? cancelReason(now) : undefined;
}

/** A reason with what went wrong when the Worker's diff was to be kept. */
export function withLost(reason: Sentence, error: unknown): Sentence {
  return say(
    `${reason.en} Its diff could not be kept: ${String(error)}`,
    `${reason.ko} diff를 보관하지 못했습니다: ${String(error)}`,
  );
}
