import { type Sentence, say } from "../../kit/sentence.ts";
import { isFinding, wholeStream } from "./chat-trouble.ts";
import { isLate, late } from "./late.ts";
import type { ChatReply, Expected, Failure } from "./server-facts.ts";
import { CACHE_FLAG, DETAILS_FLAG, rootOf, SEATS_FLAG, serverFlags } from "./server-fixes.ts";
import { about, bad, type Finding, failureWords, ok, seconds, skipped } from "./server-words.ts";

/**
 * vLLM's largest cache block for this model, in tokens (FP8 KV cache; 544 with BF16). A shorter
 * prompt fills no block, so the cache holds nothing of it.
 */
const BLOCK_TOKENS = 1_072;
/** OpenCode cuts an agent's stream after two silent minutes; a quarter of that time is a queue, not a brief delay. */
const SLOW_MS = 30_000;

/**
 * The same long prompt twice: most of the second prompt must come from the cache. `reused`: the server's counter over
 * all requests; above 0 it may count other clients' prompts. A failure: the counter did not come in its time.
 */
export function prefixCache(
  { first, second }: { first: ChatReply; second: ChatReply | undefined },
  reused: number | Failure | undefined,
  expected: Expected,
): Finding {
  const subject = ["Prefix cache", "프리픽스 캐시"] as const;
  const head = wholeStream(first, expected);
  if (isFinding(head)) return { ...head, what: about(...subject, head.what) };
  const stream = second ? wholeStream(second, expected) : undefined;
  if (stream === undefined) return skipped(say("Not asked.", "요청을 보내지 않았습니다."));
  if (isFinding(stream)) return { ...stream, what: about(...subject, stream.what) };
  const { promptTokens, cachedTokens } = stream;
  if (promptTokens === undefined || cachedTokens === undefined) {
    if (typeof reused === "object") {
      const words = about("/metrics", "/metrics", failureWords(reused));
      return late(words, reused, `${rootOf(expected.baseURL)}/metrics`);
    }
    // vLLM leaves the field out without its flag, and also if nothing was reused.
    if (reused === 0 && (promptTokens ?? 0) > BLOCK_TOKENS) {
      return useless(say("Prefix cache: nothing reused", "프리픽스 캐시: 재사용 없음"));
    }
    const why = say(
      "The server does not say how many tokens came from its cache.",
      "서버가 캐시에서 가져온 토큰 수를 알려 주지 않습니다.",
    );
    return skipped(why, serverFlags(DETAILS_FLAG));
  }
  const what = say(
    `Prefix cache: ${cachedTokens} of ${promptTokens} tokens reused`,
    `프리픽스 캐시: 토큰 ${promptTokens}개 중 ${cachedTokens}개 재사용`,
  );
  if (cachedTokens > 0) return ok(what);
  if (promptTokens <= BLOCK_TOKENS) {
    const why = say(
      `The context is so small that the prompt fills no block of the cache (${BLOCK_TOKENS} tokens).`,
      `컨텍스트가 작아 프롬프트가 캐시 블록(${BLOCK_TOKENS} 토큰) 하나도 채우지 못합니다.`,
    );
    return skipped(why);
  }
  return useless(what);
}

function useless(what: Sentence): Finding {
  const why = say(
    "Each agent computes its whole conversation again at every turn.",
    "모든 에이전트가 턴마다 대화 전체를 다시 계산합니다.",
  );
  return bad("warning", what, why, { fix: serverFlags(CACHE_FLAG) });
}

/** Requests sent at the same moment, as a swarm does. */
export function parallel(replies: readonly ChatReply[], expected: Expected): Finding {
  const streams = replies.map((reply) => wholeStream(reply, expected));
  const failed = streams.filter(isFinding);
  const all = replies.length;
  const unanswered = replies.flatMap((reply) =>
    reply.type === "failure" && isLate(reply.failure) ? [reply.failure] : [],
  );
  const [first] = unanswered;
  if (first && failed.every(({ status }) => status !== "error")) {
    const words = failureWords(first);
    const what = say(
      `${unanswered.length} of ${all} requests at once: ${words.en}`,
      `동시 요청 ${all}개 중 ${unanswered.length}개: ${words.ko}`,
    );
    return late(what, first, `${expected.baseURL}/models`);
  }
  if (failed.length > 0) {
    return bad(
      failed.every(({ status }) => status === "skipped") ? "skipped" : "error",
      say(
        `${failed.length} of ${all} requests at once failed`,
        `동시 요청 ${all}개 중 ${failed.length}개 실패`,
      ),
      say(
        "A swarm sends this many at once; Workers whose requests fail stop.",
        "스웜은 이만큼의 요청을 동시에 보냅니다. 요청이 실패한 Worker는 멈춥니다.",
      ),
      {
        fix: serverFlags(SEATS_FLAG),
        details: failed.map(({ what, details }) => line(what.en, details)),
      },
    );
  }
  const times = streams.flatMap((stream) => (isFinding(stream) ? [] : (stream.firstTokenMs ?? [])));
  return timed(times, all);
}

function timed(times: readonly number[], all: number): Finding {
  if (times.length === 0) {
    return ok(
      say(
        `${all} requests at once: all answered, none with text`,
        `동시 요청 ${all}개: 모두 응답했으나 텍스트 없음`,
      ),
    );
  }
  const sorted = times.toSorted((a, b) => a - b);
  const slowest = sorted.at(-1) ?? 0;
  const [min, median, max] = [sorted[0] ?? 0, medianOf(sorted), slowest].map(seconds);
  const what = say(
    `${all} requests at once: first token after ${min} / ${median} / ${max} (min/median/max)`,
    `동시 요청 ${all}개: 첫 토큰까지 ${min} / ${median} / ${max} (최소/중앙/최대)`,
  );
  const details = times.map(seconds);
  if (slowest <= SLOW_MS) return ok(what, details);
  const why = say(
    `The slowest request waited more than ${seconds(SLOW_MS)}: requests queue.`,
    `가장 느린 요청이 ${seconds(SLOW_MS)} 넘게 기다렸습니다. 요청이 대기열에 쌓이고 있습니다.`,
  );
  return bad("warning", what, why, { fix: serverFlags(SEATS_FLAG), details });
}

function medianOf(sorted: readonly number[]): number {
  const middle = sorted.length / 2;
  const low = sorted[Math.ceil(middle) - 1] ?? 0;
  const high = sorted[Math.floor(middle)] ?? 0;
  return (low + high) / 2;
}

function line(what: string, details: readonly string[] | undefined): string {
  return [what, ...(details ?? [])].join(": ");
}
