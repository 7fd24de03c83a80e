import { parsedJson, recordOf } from "../../kit/json.ts";
import { say } from "../../kit/sentence.ts";
import { isFinding, wholeStream } from "./chat-trouble.ts";
import { MODES, WANTED_MODE, WANTED_TEXT } from "./probe-requests.ts";
import type { ChatReply, Expected, Stream } from "./server-facts.ts";
import { AGAIN, NEWER_VLLM, STRICT_FLAG, serverFlags, TOOL_FLAGS } from "./server-fixes.ts";
import { about, bad, type Finding, ok } from "./server-words.ts";
import { damage } from "./text-damage.ts";
import { callProblem, leakIn } from "./tool-protocol.ts";

export type ToolProbe = "required" | "auto" | "pair" | "arguments";

const SUBJECTS: Readonly<Record<ToolProbe, readonly [string, string]>> = {
  required: ["A tool call by tool_choice required", "tool_choice required 도구 호출"],
  auto: [
    "A streamed tool call of the model's own choice",
    "모델이 스스로 선택한 스트리밍 도구 호출",
  ],
  pair: ["Two tool calls in one answer", "한 응답의 도구 호출 두 개"],
  arguments: ["Korean, quotes and line breaks in arguments", "인자 안의 한글, 따옴표, 줄바꿈"],
};

const OFFERED: Readonly<Record<ToolProbe, string>> = {
  required: "set_mode",
  auto: "read",
  pair: "read",
  arguments: "save_note",
};

const JUDGES: Readonly<Record<ToolProbe, (stream: Stream) => Finding>> = {
  required,
  auto,
  pair,
  arguments: exactText,
};

/** Error: the server broke the protocol. Warning: only the model made a mistake. */
export function toolCall(probe: ToolProbe, reply: ChatReply, expected: Expected): Finding {
  const stream = wholeStream(reply, expected);
  const found = isFinding(stream)
    ? stream
    : (leakIn(stream) ?? callProblem(stream, OFFERED[probe]) ?? JUDGES[probe](stream));
  const [en, ko] = SUBJECTS[probe];
  return { ...found, what: about(en, ko, found.what) };
}

function required({ calls, content, finish }: Stream): Finding {
  const [call] = calls;
  if (call === undefined) {
    if (finish === "length") return tooLong();
    const why = say(
      "With `required` the server has to force a call. It ignores the setting, or its parser is missing.",
      "`required`이면 서버가 호출을 강제해야 합니다. 서버가 이 설정을 무시하거나 파서가 없습니다.",
    );
    return bad("error", say("no call came", "호출이 오지 않음"), why, {
      fix: serverFlags(TOOL_FLAGS),
      details: [content],
    });
  }
  const mode = argument(call.arguments, "mode");
  if (mode === WANTED_MODE) return ok(say("well", "정상"));
  const listed = MODES.some((each) => each === mode);
  const details = [call.arguments];
  if (listed) return disobeyed(details);
  if (finish === "length") return tooLong();
  const why = say(
    "vLLM holds a model to a tool's schema only if the tool is marked strict, which agents' tools are not, or with the flag below (0.31 and later).",
    "vLLM이 모델에 도구 스키마를 강제하는 것은 strict로 표시된 도구(에이전트의 도구는 해당하지 않음)이거나 아래 플래그(0.31 이상)를 켰을 때뿐입니다.",
  );
  return bad("warning", say("a value outside the enum", "enum 밖의 값"), why, {
    fix: serverFlags(STRICT_FLAG),
    details,
  });
}

function auto({ calls, content, finish }: Stream): Finding {
  if (calls.length > 0) return ok(say("well", "정상"));
  return finish === "length" ? tooLong() : disobeyed([content]);
}

function pair({ calls, content, finish }: Stream): Finding {
  if (new Set(calls.map(({ id }) => id)).size < calls.length) {
    const why = say(
      "Both calls have the same id, so their results cannot be told apart.",
      "두 호출의 id가 같아 도구 결과를 구분할 수 없습니다.",
    );
    return bad("error", say("one id for two calls", "호출 두 개의 id가 같음"), why, {
      fix: NEWER_VLLM,
      details: calls.map(({ id, name }) => `${id} ${name}`),
    });
  }
  if (calls.length >= 2) return ok(say("well", "정상"));
  if (finish === "length") return tooLong();
  return disobeyed([`${calls.length} of 2 calls`, content]);
}

function exactText({ calls, content, finish }: Stream): Finding {
  const [call] = calls;
  if (call === undefined) return finish === "length" ? tooLong() : disobeyed([content]);
  const text = argument(call.arguments, "text");
  if (text === WANTED_TEXT) return ok(say("unchanged", "그대로 전달됨"));
  const details = [`want ${JSON.stringify(WANTED_TEXT)}`, `got ${JSON.stringify(text ?? null)}`];
  const why = damage(WANTED_TEXT, text ?? "");
  if (why) {
    return bad("error", say("damaged on the way", "전달 중 손상됨"), why, {
      fix: NEWER_VLLM,
      details,
    });
  }
  return finish === "length" ? tooLong() : disobeyed(details);
}

function disobeyed(details: readonly string[]): Finding {
  return bad(
    "warning",
    say("the model did not do as told", "모델이 지시를 따르지 않음"),
    say(
      "The server kept to the protocol. One such answer can be chance; if it happens again, the model or its chat template does not fit.",
      "서버는 프로토콜을 지켰습니다. 한 번은 우연일 수 있지만, 반복되면 모델이나 채팅 템플릿이 맞지 않는 것입니다.",
    ),
    { fix: AGAIN, details },
  );
}

function tooLong(): Finding {
  return bad(
    "warning",
    say("the answer reached its token limit first", "응답이 먼저 토큰 한도에 도달함"),
    say(
      "The model talked instead of calling. One such answer can be chance.",
      "모델이 도구를 호출하지 않고 길게 답했습니다. 한 번은 우연일 수 있습니다.",
    ),
    { fix: AGAIN },
  );
}

function argument(json: string, name: string): string | undefined {
  const value = recordOf(parsedJson(json))[name];
  return typeof value === "string" ? value : undefined;
}
