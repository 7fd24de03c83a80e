import { isRecord, parsedJson } from "../../kit/json.ts";
import { say } from "../../kit/sentence.ts";
import type { Stream, StreamedCall } from "./server-facts.ts";
import { AGAIN, NEWER_VLLM, serverFlags, TOOL_FLAGS } from "./server-fixes.ts";
import { bad, excerpt, type Finding } from "./server-words.ts";

/** Qwen3-Coder's markup of a call (and hermes' opener), left in the text if no parser read it. */
const LEAK = /<\/?tool_call>|<function=|<parameter=/;

/** Markup of a tool call in the text: the parser is missing, or belongs to another model. */
export function leakIn({ content }: Stream): Finding | undefined {
  const at = content.search(LEAK);
  if (at < 0) return undefined;
  return bad(
    "error",
    say("the call came as text", "호출이 텍스트로 출력됨"),
    say(
      "OpenCode shows this text to the user and runs nothing: every agent stops at its first tool.",
      "OpenCode는 이 텍스트를 화면에 보일 뿐 실행하지 않습니다. 모든 에이전트가 첫 도구에서 멈춥니다.",
    ),
    { fix: serverFlags(TOOL_FLAGS), details: [content.slice(at)] },
  );
}

/**
 * A defect of the calls that OpenCode cannot work with, whatever the model intended; undefined if there is no defect.
 */
export function callProblem({ calls, finish }: Stream, offered: string): Finding | undefined {
  for (const call of calls) {
    const found = shapeProblem(call, finish === "length") ?? nameProblem(call, offered);
    if (found) return found;
  }
  return undefined;
}

function shapeProblem(call: StreamedCall, truncated: boolean): Finding | undefined {
  const details = [`${call.name} ${call.arguments}`];
  if (call.id === "" || call.name === "") {
    const missing = call.id === "" ? "id" : "name";
    const why = say(
      "OpenCode ends the session at a streamed call without this field.",
      "스트리밍 호출에 이 값이 없으면 OpenCode가 세션을 끝냅니다.",
    );
    const what = say(`the call has no ${missing}`, `호출에 ${missing}이(가) 없음`);
    return bad("error", what, why, { fix: NEWER_VLLM, details });
  }
  if (isRecord(parsedJson(call.arguments))) return undefined;
  if (truncated) {
    const why = say(
      "The model wrote so much that the arguments were cut. One such answer can be chance.",
      "모델이 너무 길게 써서 인자가 잘렸습니다. 한 번은 우연일 수 있습니다.",
    );
    const what = say("the arguments reached the token limit", "인자가 토큰 한도에 도달함");
    return bad("warning", what, why, { fix: AGAIN, details });
  }
  const why = say(
    "The arguments are not a JSON object, so the tool cannot run; sent back, they also break vLLM's later turns.",
    "인자가 JSON 객체가 아니어서 도구를 실행할 수 없고, 이 인자를 다시 보내면 이후 턴에서 vLLM도 실패합니다.",
  );
  return bad("error", say("broken arguments", "잘못된 인자"), why, {
    fix: serverFlags(TOOL_FLAGS),
    details,
  });
}

function nameProblem({ name }: StreamedCall, offered: string): Finding | undefined {
  if (name === offered) return undefined;
  return bad(
    "warning",
    say(
      `a call of "${excerpt(name)}", which was not offered`,
      `제공하지 않은 도구 "${excerpt(name)}" 호출`,
    ),
    say(
      "The model invented a tool. One such answer can be chance.",
      "모델이 도구를 지어냈습니다. 한 번은 우연일 수 있습니다.",
    ),
    { fix: AGAIN },
  );
}
