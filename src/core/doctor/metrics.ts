import type { Reply, ServerFacts } from "./server-facts.ts";

/** One line for each engine: `vllm:prefix_cache_hits_total{engine="0",model_name="…"} 1088.0`. */
const HITS = /^vllm:prefix_cache_hits_total(?:\{[^}]*\})? (\S+)$/gm;

/** Prompt tokens the server took from its cache meanwhile, for whomever; undefined where it does not say. */
export function reusedMeanwhile({ metrics }: ServerFacts): number | undefined {
  const before = metrics && hits(metrics.before);
  const after = metrics && hits(metrics.after);
  return before === undefined || after === undefined ? undefined : after - before;
}

function hits(reply: Reply): number | undefined {
  if (reply.type === "failure" || reply.answer.status !== 200) return undefined;
  const values = Array.from(reply.answer.text.matchAll(HITS), ([, value]) => Number(value));
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0);
}
