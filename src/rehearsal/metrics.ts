/** What the server reports at /metrics; gauges a test may also set by hand. */
export interface Load {
  readonly running: number;
  readonly waiting: number;
  /** Share of the KV cache in use, 0 to 1. */
  readonly kvCacheUsage: number;
  readonly promptTokens: number;
  readonly cachedTokens: number;
  readonly generatedTokens: number;
}

/** The Prometheus text of vLLM's metrics that Aegis reads, for one engine. */
export function metricsText(model: string, load: Load): string {
  const rows: ReadonlyArray<readonly [string, "gauge" | "counter", number, string]> = [
    ["num_requests_running", "gauge", load.running, "Requests in the running batch."],
    ["num_requests_waiting", "gauge", load.waiting, "Requests waiting to be processed."],
    ["kv_cache_usage_perc", "gauge", load.kvCacheUsage, "KV-cache usage. 1 means 100 percent."],
    ["prefix_cache_queries_total", "counter", load.promptTokens, "Queried tokens."],
    ["prefix_cache_hits_total", "counter", load.cachedTokens, "Cached tokens."],
    ["prompt_tokens_total", "counter", load.promptTokens, "Prefill tokens processed."],
    ["generation_tokens_total", "counter", load.generatedTokens, "Generation tokens processed."],
  ];
  const labels = `{engine="0",model_name="${model}"}`;
  return rows
    .map(([name, kind, value, help]) => {
      const metric = `vllm:${name}`;
      return `# HELP ${metric} ${help}\n# TYPE ${metric} ${kind}\n${metric}${labels} ${value}\n`;
    })
    .join("");
}
