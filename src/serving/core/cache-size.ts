import { metricValues, sum } from "./vllm-metrics.ts";

/** vLLM's figures for its cache: tokens of all sessions, and sessions of full length at once. */
export interface CacheSize {
  cacheTokens: number;
  maximumConcurrency: number;
}

/** From the labels of `vllm:cache_config_info` in `/metrics`; undefined if they are missing. */
export function cacheSize(metrics: string): CacheSize | undefined {
  const labels = /^vllm:cache_config_info\{(.*)\} /m.exec(metrics)?.[1] ?? "";
  const value = (name: string) =>
    Number(new RegExp(`(?:^|,)${name}="([\\d.]+)"`).exec(labels)?.[1]);
  const cacheTokens = value("kv_cache_size_tokens");
  const maximumConcurrency = value("kv_cache_max_concurrency");
  if (Number.isNaN(cacheTokens) || Number.isNaN(maximumConcurrency)) return undefined;
  return { cacheTokens, maximumConcurrency };
}

/** The load of a server, summed over its engines. */
export interface ServerLoad {
  running: number;
  waiting: number;
  /** Share of the cache in use, 0 to 1, of the fullest engine. */
  cacheUsage: number;
}

/** From `/metrics`; undefined if the text is not vLLM's. */
export function serverLoad(metrics: string): ServerLoad | undefined {
  const running = metricValues(metrics, "num_requests_running");
  const waiting = metricValues(metrics, "num_requests_waiting");
  const usage = metricValues(metrics, "kv_cache_usage_perc");
  if (running.length === 0) return undefined;
  return { running: sum(running), waiting: sum(waiting), cacheUsage: Math.max(0, ...usage) };
}

/** The load with the sessions of full length that the cache holds, if the server says it; undefined as `serverLoad`. */
export function serverFigures(
  metrics: string,
): { running: number; waiting: number; sessions?: number } | undefined {
  const load = serverLoad(metrics);
  if (!load) return undefined;
  const { running, waiting } = load;
  const sessions = cacheSize(metrics)?.maximumConcurrency;
  return { running, waiting, ...(sessions === undefined ? {} : { sessions }) };
}
