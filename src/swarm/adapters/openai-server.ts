import { alike, type Sentence, say } from "../../kit/sentence.ts";
import type { Observed } from "../core/plan/choices.ts";
import type { ModelServer } from "../ports.ts";
import { askMetrics, serverRoot } from "./ask-metrics.ts";

/** Reads the figures out of the text of /metrics; undefined if they are not in it. */
export type ReadFigures = (
  metrics: string,
) => Exclude<Observed["server"], { silent: string }> | undefined;

const LIMIT_MS = 4_000;
const NOT_CONFIGURED = say("no model server is configured", "설정된 모델 서버가 없음");

/** Probes an OpenAI-compatible server by asking for its model list. `baseURL` ends in /v1. */
export function openaiServer(
  target: () => { baseURL: string; apiKey?: string } | undefined,
  readFigures: ReadFigures = () => undefined,
): ModelServer {
  return {
    async figures() {
      const server = target();
      const root = server && serverRoot(server.baseURL);
      if (!root) return silentFor(NOT_CONFIGURED);
      const answer = await askMetrics(root);
      if ("why" in answer) return { silent: answer.why };
      return readFigures(answer.text) ?? silentFor(NOT_VLLM);
    },
    async probe() {
      const server = target();
      if (!server) return { up: false, url: "(none)", why: NOT_CONFIGURED };
      const url = `${server.baseURL.replace(/\/+$/, "")}/models`;
      try {
        const response = await fetch(url, {
          signal: AbortSignal.timeout(LIMIT_MS),
          headers: server.apiKey ? { authorization: `Bearer ${server.apiKey}` } : {},
        });
        await response.body?.cancel();
        return response.ok
          ? { up: true }
          : { up: false, url, why: alike(`HTTP ${response.status}`) };
      } catch (error) {
        return { up: false, url, why: reasonOf(error) };
      }
    },
  };
}

const NOT_VLLM = say("/metrics: not vLLM's", "/metrics: vLLM의 형식이 아님");

function silentFor({ en, ko }: Sentence): { silent: string; ko: string } {
  return { silent: en, ko };
}

/** Node hides the reason ("connect ECONNREFUSED …") behind "fetch failed"; Node and Bun do not name the time limit. */
function reasonOf(error: unknown): Sentence {
  if (!(error instanceof Error)) return alike(String(error));
  const seconds = LIMIT_MS / 1000;
  if (error.name === "TimeoutError")
    return say(`no answer within ${seconds} s`, `${seconds}초 안에 응답 없음`);
  const { cause, message } = error;
  return alike(cause instanceof Error ? cause.message || message : message);
}
