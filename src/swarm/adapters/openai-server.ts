import type { Observed } from "../core/plan/choices.ts";
import type { ModelServer } from "../ports.ts";
import { askMetrics, serverRoot } from "./ask-metrics.ts";

/** Reads the figures out of the text of /metrics; undefined if they are not in it. */
export type ReadFigures = (
  metrics: string,
) => Exclude<Observed["server"], { silent: string }> | undefined;

const LIMIT_MS = 4_000;

/** Probes an OpenAI-compatible server by asking for its model list. `baseURL` ends in /v1. */
export function openaiServer(
  target: () => { baseURL: string; apiKey?: string } | undefined,
  readFigures: ReadFigures = () => undefined,
): ModelServer {
  return {
    async figures() {
      const server = target();
      const root = server && serverRoot(server.baseURL);
      if (!root) return { silent: "no model server is configured" };
      const answer = await askMetrics(root);
      if ("why" in answer) return { silent: answer.why };
      return readFigures(answer.text) ?? { silent: "/metrics: not vLLM's" };
    },
    async probe() {
      const server = target();
      if (!server) return { up: false, url: "(none)", why: "no model server is configured" };
      const url = `${server.baseURL.replace(/\/+$/, "")}/models`;
      try {
        const response = await fetch(url, {
          signal: AbortSignal.timeout(LIMIT_MS),
          headers: server.apiKey ? { authorization: `Bearer ${server.apiKey}` } : {},
        });
        await response.body?.cancel();
        return response.ok ? { up: true } : { up: false, url, why: `HTTP ${response.status}` };
      } catch (error) {
        return { up: false, url, why: reasonOf(error) };
      }
    },
  };
}

/** Node hides the reason ("connect ECONNREFUSED …") behind "fetch failed"; Node and Bun do not name the time limit. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === "TimeoutError") return `no answer within ${LIMIT_MS / 1000} s`;
  return error.cause instanceof Error ? error.cause.message || error.message : error.message;
}
