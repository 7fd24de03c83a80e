/** One value per engine: `vllm:prefix_cache_hits_total{engine="0",model_name="…"} 1088.0`. */
export function metricValues(metrics: string, name: string): number[] {
  const rows = metrics.matchAll(new RegExp(`^vllm:${name}(?:\\{[^}]*\\})? (\\S+)$`, "gm"));
  return Array.from(rows, ([, value]) => Number(value)).filter(Number.isFinite);
}

export function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
