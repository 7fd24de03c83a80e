import { say } from "../../kit/sentence.ts";
import { findModel, type ListedModel, type ModelList } from "./model-list.ts";
import type { Expected } from "./server-facts.ts";
import { limitSetting, modelSetting } from "./server-fixes.ts";
import { bad, excerpt, type Finding, ok, skipped } from "./server-words.ts";

/** Most ids to list; the rest are counted. */
const SHOWN = 8;

export function modelListed(list: ModelList, expected: Expected): Finding {
  const { model } = expected;
  if (findModel(list, model)) return ok(say(`Model ${model} is there`, `모델 ${model} 있음`));
  const ids = list.type === "list" ? list.models.map(({ id }) => excerpt(id)) : [];
  const more = ids.length > SHOWN ? ` (+${ids.length - SHOWN})` : "";
  const shown = ids.slice(0, SHOWN).join(", ") + more;
  return bad(
    "error",
    say(
      `Model ${model} is not there; the server has: ${shown || "none"}`,
      `모델 ${model} 없음. 서버에 있는 모델: ${shown || "없음"}`,
    ),
    say(
      "vLLM answers 404 to every request for a model that it does not serve under that name.",
      "vLLM은 제공하지 않는 모델 이름의 요청에 모두 404로 응답합니다.",
    ),
    { fix: modelSetting(expected, list), details: ids },
  );
}

/** OpenCode fills a conversation up to `context`; the server refuses a longer conversation on every later turn. */
export function context(model: ListedModel, expected: Expected): Finding {
  const { maxModelLen } = model;
  if (maxModelLen === undefined) {
    return skipped(
      say(
        "The server does not say its max_model_len.",
        "서버가 max_model_len을 알려 주지 않습니다.",
      ),
    );
  }
  const what = say(
    `Context: server ${maxModelLen}, OpenCode ${expected.context} tokens`,
    `컨텍스트: 서버 ${maxModelLen}, OpenCode ${expected.context} 토큰`,
  );
  if (expected.context <= maxModelLen) return ok(what);
  const why = say(
    "The server refuses a session longer than its context with HTTP 400 on every later turn, before OpenCode compacts it.",
    "세션이 서버 컨텍스트보다 길어지면 OpenCode가 압축하기 전에 이후 모든 턴이 HTTP 400으로 거부됩니다.",
  );
  const fix = limitSetting(expected, maxModelLen, saneOutput(expected.output, maxModelLen));
  return bad("error", what, why, { fix });
}

/** The limit of one answer that leaves room for the conversation. */
export function output(model: ListedModel | undefined, expected: Expected): Finding {
  const room = Math.min(expected.context, model?.maxModelLen ?? expected.context);
  const what = say(
    `Output limit ${expected.output} of ${room} tokens`,
    `출력 한도: ${room} 토큰 중 ${expected.output} 토큰`,
  );
  const fix = limitSetting(expected, room, saneOutput(expected.output, room));
  if (expected.output < 1 || expected.output >= expected.context) {
    const why = say(
      "The output limit has to be above 0 and below the context; otherwise no room is left for the conversation.",
      "출력 한도는 0보다 크고 컨텍스트보다 작아야 합니다. 그렇지 않으면 대화가 들어갈 자리가 없습니다.",
    );
    return bad("error", what, why, { fix });
  }
  if (expected.output > room / 2) {
    const why = say(
      "One answer reserves more than half of the context: sessions are compacted early, and vLLM refuses what does not fit.",
      "답변 하나에 컨텍스트의 절반 넘게 예약되어 있습니다. 세션이 일찍 압축되고, 들어가지 않는 요청은 vLLM이 거부합니다.",
    );
    return bad("warning", what, why, { fix });
  }
  return ok(what);
}

/** The user's own limit, at most a quarter of the room. */
function saneOutput(output: number, room: number): number {
  const most = Math.max(1, Math.floor(room / 4));
  return output < 1 ? most : Math.min(output, most);
}
