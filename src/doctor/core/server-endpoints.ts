import { z } from "zod";
import { parsedJson } from "../../kit/json.ts";
import { type Sentence, say } from "../../kit/sentence.ts";
import type { Fix } from "./fix.ts";
import { isLate, late } from "./late.ts";
import { isLocked, type ListedModel, type ModelList } from "./model-list.ts";
import type { Answer, Expected, Reply } from "./server-facts.ts";
import { askOperator, keySetting, NEWER_VLLM, rootOf, startWithKey } from "./server-fixes.ts";
import {
  answerLine,
  bad,
  excerpt,
  type Finding,
  failureWords,
  ok,
  skipped,
} from "./server-words.ts";

const NOT_VLLM = say(
  "The server does not have this page: it is not vLLM, or a proxy hides the page.",
  "서버에 이 경로가 없습니다. vLLM이 아니거나 프록시가 이 경로를 막고 있어 확인할 수 없습니다.",
);

/** GET /health at the root. vLLM answers 200 with an empty body, and 503 when its engine is dead. */
export function health(reply: Reply, { baseURL }: Expected): Finding {
  const url = `${rootOf(baseURL)}/health`;
  const fix = askOperator(url);
  if (reply.type === "failure") {
    const found = failureWords(reply.failure);
    if (reply.failure.kind === "stopped") return skipped(found);
    const what = say(`/health: ${found.en}`, `/health: ${found.ko}`);
    if (isLate(reply.failure)) return late(what, reply.failure, url);
    return sick(what, reply.failure.detail, fix);
  }
  const { answer } = reply;
  if (answer.status >= 200 && answer.status < 300)
    return ok(say("/health: the engine is well", "/health: 엔진 정상"));
  if (answer.status < 500) return skipped(NOT_VLLM);
  const words = say(`/health: HTTP ${answer.status}`, `/health: HTTP ${answer.status}`);
  return sick(words, answerLine(answer), fix);
}

function sick(what: Sentence, detail: string, fix: Fix): Finding {
  const why = say(
    "The engine is dead or hangs; restart the server (its log says why).",
    "엔진이 죽었거나 멈췄습니다. 서버를 다시 시작하세요(이유는 서버 로그에 있습니다).",
  );
  return bad("error", what, why, { fix, details: [detail] });
}

const versionSchema = z.looseObject({ version: z.string() });

/**
 * vLLM releases, as [major, minor]. Below 0.26 the parser of Qwen3-Coder's tool calls drops white space in
 * values (#48846, 2026-07); before 0.31 prefix caching of this hybrid model misses often.
 */
const NEEDED = [0, 26] as const;
const PREFERRED = [0, 31] as const;

export function version(
  reply: Reply,
  model: ListedModel | undefined,
  { baseURL }: Pick<Expected, "baseURL">,
): Finding {
  if (model?.owner !== undefined && model.owner !== "vllm") {
    const owner = excerpt(model.owner);
    return skipped(
      say(
        `The server is "${owner}", not vLLM: its version does not tell what it can do.`,
        `vLLM이 아니라 "${owner}"입니다. 버전만으로는 지원하는 기능을 알 수 없습니다.`,
      ),
    );
  }
  if (reply.type === "failure") {
    const { failure } = reply;
    const found = failureWords(failure);
    if (!isLate(failure)) return skipped(found);
    const what = say(`/version: ${found.en}`, `/version: ${found.ko}`);
    return late(what, failure, `${rootOf(baseURL)}/version`);
  }
  const parsed = versionSchema.safeParse(parsedJson(reply.answer.text));
  if (reply.answer.status !== 200 || !parsed.success) return skipped(NOT_VLLM);
  const shown = excerpt(parsed.data.version);
  const numbers = /^v?(\d+)\.(\d+)/.exec(shown);
  if (numbers === null) {
    return skipped(
      say(
        `"${shown}" is not a release that can be compared.`,
        `"${shown}"은(는) 비교할 수 있는 릴리스 버전이 아닙니다.`,
      ),
    );
  }
  return judged([Number(numbers[1]), Number(numbers[2])], shown);
}

function judged(found: readonly [number, number], shown: string): Finding {
  const what = say(`vLLM ${shown}`, `vLLM ${shown}`);
  if (isBelow(found, NEEDED)) {
    const why = say(
      "Before 0.26 the tool calls of Qwen3-Coder are damaged (white space in values is lost).",
      "0.26 미만에서는 Qwen3-Coder의 도구 호출이 손상됩니다(값 안의 공백이 사라짐).",
    );
    return bad("error", what, why, { fix: NEWER_VLLM });
  }
  if (isBelow(found, PREFERRED)) {
    const why = say(
      "From 0.31 prefix caching works better with this model; earlier versions often compute long prompts again.",
      "0.31부터 이 모델의 프리픽스 캐시가 개선되었습니다. 이전 버전은 긴 프롬프트를 다시 계산하는 일이 많습니다.",
    );
    return bad("warning", what, why, { fix: NEWER_VLLM });
  }
  return ok(what);
}

function isBelow(found: readonly [number, number], floor: readonly [number, number]): boolean {
  return found[0] < floor[0] || (found[0] === floor[0] && found[1] < floor[1]);
}

/**
 * Checks that the key is right, and that the server demands a key. `withoutKey`: the answer to a request without a key.
 */
export function key(list: ModelList, withoutKey: Reply | undefined, expected: Expected): Finding {
  if (list.type === "locked") return refused(list.answer, expected);
  if (!expected.hasKey) {
    return ok(
      say(
        "No key configured, and the server asks for none",
        "설정된 키가 없고 서버도 요구하지 않음",
      ),
    );
  }
  if (withoutKey === undefined || withoutKey.type === "failure") {
    if (withoutKey === undefined)
      return skipped(
        say("No request was sent without the key.", "키 없는 요청을 보내지 않았습니다."),
      );
    const { failure } = withoutKey;
    const found = failureWords(failure);
    const what = say(`The request without the key: ${found.en}`, `키 없이 보낸 요청: ${found.ko}`);
    if (isLate(failure)) return late(what, failure, `${expected.baseURL}/models`);
    return skipped(say(`${what.en}.`, `${what.ko}.`));
  }
  if (isLocked(withoutKey.answer))
    return ok(
      say("The server accepts the key, and demands it", "키가 유효하며, 키 없는 요청은 거부됨"),
    );
  const { status } = withoutKey.answer;
  if (status >= 300) {
    const http = `HTTP ${status}`;
    return skipped(say(`The request without the key: ${http}.`, `키 없이 보낸 요청: ${http}.`));
  }
  return bad(
    "warning",
    say(
      `A request without the key is not refused (HTTP ${status})`,
      `키 없는 요청이 거부되지 않음 (HTTP ${status})`,
    ),
    say(
      "Everyone who reaches the server can use it; the key protects nothing.",
      "서버에 접속할 수 있으면 누구나 쓸 수 있습니다. 키가 아무것도 보호하지 못합니다.",
    ),
    { fix: startWithKey(expected) },
  );
}

function refused(answer: Answer, expected: Expected): Finding {
  const { hasKey, keyVariable } = expected;
  const http = `HTTP ${answer.status}`;
  const what = hasKey
    ? say(
        `The server refuses the key in ${keyVariable} (${http})`,
        `서버가 ${keyVariable}의 키를 거부함 (${http})`,
      )
    : say(
        `The server demands a key (${http}), and none is configured`,
        `서버가 키를 요구하지만 (${http}) 설정된 키가 없음`,
      );
  const why = say(
    `Every request of an agent is refused. Put the key into ${keyVariable}.`,
    `에이전트의 모든 요청이 거부됩니다. 키를 ${keyVariable}에 넣으세요.`,
  );
  return bad("error", what, why, { fix: keySetting(expected), details: [answerLine(answer)] });
}
