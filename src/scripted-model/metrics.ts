/** Values that the server reports at /metrics; a test may also set the gauges. */
export interface Load {
  readonly running: number;
  readonly waiting: number;
  /** Share of the KV cache in use, 0 to 1. */
  readonly kvCacheUsage: number;
  readonly promptTokens: number;
  readonly cachedTokens: number;
  readonly generatedTokens: number;
}

/** Sessions of full length that the cache of the simulated server holds. */
export const FULL_SESSIONS = 16;

/** The Prometheus text of vLLM's metrics that Aegis reads, for one engine. */
export function metricsText(model: string, maxModelLen: number, load: Load): string {
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
  const size = `kv_cache_max_concurrency="${float(FULL_SESSIONS)}",kv_cache_size_tokens="${FULL_SESSIONS * maxModelLen}"`;
  return [
    ...rows.map(([name, kind, value, help]) => row(name, kind, help, labels, value)),
    row("cache_config_info", "gauge", "Information of the cache.", `{engine="0",${size}}`, 1),
  ].join("");
}

function row(name: string, kind: string, help: string, labels: string, value: number): string {
  const metric = `vllm:${name}`;
  return `# HELP ${metric} ${help}\n# TYPE ${metric} ${kind}\n${metric}${labels} ${float(value)}\n`;
}

/** A number as Python prints it. */
function float(value: number): string {
  return Number.isInteger(value) ? `${value}.0` : String(value);
}
