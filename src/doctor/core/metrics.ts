import { metricValues, sum } from "../../serving/core/vllm-metrics.ts";
import { isLate } from "./late.ts";
import type { Failure, Reply, ServerFacts } from "./server-facts.ts";

/**
 * Prompt tokens that the server took from its cache between the two readings, for all clients;
 * undefined if the server does not say.
 */
export function reusedMeanwhile({ metrics }: ServerFacts): number | undefined {
  const before = metrics && hits(metrics.before);
  const after = metrics && hits(metrics.after);
  return before === undefined || after === undefined ? undefined : after - before;
}

/** The reading that did not come in its time, if one did not. */
export function lateMetrics({ metrics }: ServerFacts): Failure | undefined {
  const replies = metrics ? [metrics.before, metrics.after] : [];
  return replies.flatMap((reply) => (reply.type === "failure" ? [reply.failure] : [])).find(isLate);
}

function hits(reply: Reply): number | undefined {
  if (reply.type === "failure" || reply.answer.status !== 200) return undefined;
  const values = metricValues(reply.answer.text, "prefix_cache_hits_total");
  return values.length === 0 ? undefined : sum(values);
}
