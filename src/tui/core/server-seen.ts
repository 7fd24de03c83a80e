import { serverLoad } from "../../serving/core/cache-size.ts";
import { metricValues, sum } from "../../serving/core/vllm-metrics.ts";
import { type Line, part } from "./line.ts";
import type { PanelLook } from "./look.ts";
import { TUI_WORDS } from "./words.ts";

/** One answer of the model server's /metrics, summed over its engines. `at` is in epoch milliseconds. */
export interface ServerReading {
  readonly at: number;
  readonly running: number;
  readonly waiting: number;
  /** Share of the cache in use, 0 to 1. */
  readonly cacheUsage: number;
  /** Counters since the server's start: tokens looked up in the cache, found there, and written. */
  readonly queries: number;
  readonly hits: number;
  readonly generated: number;
}

/** What the model server has said so far. */
export interface ServerSeen {
  readonly url: string;
  readonly last?: ServerReading;
  /** The reading before `last`. */
  readonly before?: ServerReading;
  /** Set while no answer comes: since when there is no data, and why. */
  readonly lost?: { readonly since: number; readonly why: string };
}

/** What came of one request: the text of /metrics, or why there is none. */
export type ServerAnswer =
  | { readonly at: number; readonly text: string }
  | { readonly at: number; readonly why: string };

/** The server after one more answer. Figures of before a gap are no figures of now. */
export function serverAfter(seen: ServerSeen, answer: ServerAnswer): ServerSeen {
  const { url, last, lost } = seen;
  const reading = "text" in answer ? readingOf(answer.text, answer.at) : undefined;
  if (reading) return { url, last: reading, ...(last && !lost ? { before: last } : {}) };
  const why = "why" in answer ? answer.why : "/metrics";
  return {
    url,
    ...(last ? { last } : {}),
    lost: { since: lost?.since ?? last?.at ?? answer.at, why },
  };
}

/** Undefined if the text is not vLLM's. */
function readingOf(text: string, at: number): ServerReading | undefined {
  const load = serverLoad(text);
  const total = (name: string) => sum(metricValues(text, name));
  return (
    load && {
      at,
      ...load,
      queries: total("prefix_cache_queries_total"),
      hits: total("prefix_cache_hits_total"),
      generated: total("generation_tokens_total"),
    }
  );
}

/** The panel: where the server is, and what it does now or since when nobody knows. */
export function serverLines(seen: ServerSeen | undefined, look: PanelLook): Line[] {
  if (!seen) return [];
  const words = TUI_WORDS[look.language].server;
  const at = seen.lost || !seen.last ? "" : ` (${clock(seen.last.at)})`;
  const head: Line = [part("strong", words.head), part("muted", ` ${seen.url}${at}`)];
  return [head, figuresOf(seen, look)];
}

/** The same in the one row of a narrow panel. */
export function serverRow(seen: ServerSeen | undefined, look: PanelLook): Line[] {
  if (!seen) return [];
  const { server } = TUI_WORDS[look.language];
  const { last, lost } = seen;
  if (lost) return [[part("warn", server.noData(clock(lost.since)))]];
  return last
    ? [[part("muted", server.short(last.running, last.waiting, percent(last.cacheUsage)))]]
    : [];
}

function figuresOf({ last, before, lost }: ServerSeen, { language }: PanelLook): Line {
  const words = TUI_WORDS[language].server;
  if (lost) return [part("warn", `${words.noData(clock(lost.since))}: ${lost.why}`)];
  if (!last) return [part("muted", words.asked)];
  const rate = before && tokensPerSecond(before, last);
  return [
    part("plain", words.load(last.running, last.waiting, percent(last.cacheUsage))),
    ...(last.queries > 0
      ? [part("plain", ` · ${words.hits(percent(last.hits / last.queries))}`)]
      : []),
    ...(rate === undefined ? [] : [part("plain", ` · ${words.rate(rate)}`)]),
  ];
}

/** Undefined after a restart of the server, whose counters begin again. */
function tokensPerSecond(before: ServerReading, last: ServerReading): number | undefined {
  const [tokens, ms] = [last.generated - before.generated, last.at - before.at];
  return tokens < 0 || ms <= 0 ? undefined : Math.round((tokens * 1_000) / ms);
}

function percent(share: number): number {
  return Math.round(share * 100);
}

/** A time of day in UTC, to the second. */
export function clock(at: number): string {
  return new Date(at).toISOString().slice(11, 19);
}
