import { say } from "../../kit/sentence.ts";
import type { Fix } from "./fix.ts";
import { isLate, late } from "./late.ts";
import { isLocked } from "./model-list.ts";
import type { Answer, ChatReply, Expected, Failure, Stream } from "./server-facts.ts";
import {
  askOperator,
  keySetting,
  limitSetting,
  serverFlags,
  startServer,
  TOOL_FLAGS,
} from "./server-fixes.ts";
import { answerLine, bad, breakWords, type Finding, failureWords } from "./server-words.ts";

const SESSIONS_STOP = say(
  "Agents send the same kind of request; their sessions would stop here.",
  "에이전트도 같은 방식으로 요청하므로 세션이 여기서 멈춥니다.",
);

/** The whole stream, or a finding with the reason why there is none. */
export function wholeStream(reply: ChatReply, expected: Expected): Stream | Finding {
  if (reply.type === "failure") return unanswered(reply.failure, expected);
  if (reply.type === "answer") return refused(reply.answer, expected);
  const { stream } = reply;
  if (stream.broken === undefined) return stream;
  const { kind, detail } = stream.broken;
  return bad("error", breakWords(kind), SESSIONS_STOP, {
    fix: askOperator(`${expected.baseURL}/models`),
    details: [detail],
  });
}

export function isFinding(value: Stream | Finding): value is Finding {
  return "status" in value;
}

function unanswered(failure: Failure, expected: Expected): Finding {
  const details = [failure.detail];
  const words = failureWords(failure);
  if (failure.kind === "stopped") return bad("skipped", words, words, { details });
  if (isLate(failure)) return late(words, failure, `${expected.baseURL}/models`);
  const fix =
    failure.kind === "refused" ? startServer(expected) : askOperator(`${expected.baseURL}/models`);
  return bad("error", words, SESSIONS_STOP, { fix, details });
}

function refused(answer: Answer, expected: Expected): Finding {
  const { status } = answer;
  const what = say(`refused with HTTP ${status}`, `HTTP ${status}(으)로 거부됨`);
  return bad("error", what, SESSIONS_STOP, {
    fix: fixFor(answer, expected),
    details: [answerLine(answer)],
  });
}

function fixFor(answer: Answer, expected: Expected): Fix {
  if (isLocked(answer)) return keySetting(expected);
  // vLLM's text if a flag is missing: `"auto" tool choice requires --enable-auto-tool-choice and …`.
  if (/--enable-auto-tool-choice|--tool-call-parser/.test(answer.text))
    return serverFlags(TOOL_FLAGS);
  if (/maximum context length|max_tokens/.test(answer.text)) {
    const room = /context length is (\d+)/.exec(answer.text)?.[1];
    const context = room === undefined ? expected.context : Number(room);
    return limitSetting(expected, context, Math.max(1, Math.floor(context / 4)));
  }
  return askOperator(`${expected.baseURL}/models`);
}
