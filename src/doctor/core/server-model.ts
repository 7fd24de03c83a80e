import { say } from "../../kit/sentence.ts";
import { findModel, type ListedModel, type ModelList } from "./model-list.ts";
import type { Expected } from "./server-facts.ts";
import { limitSetting } from "./server-fixes.ts";
import { bad, excerpt, type Finding, ok, skipped } from "./server-words.ts";

/** More ids than this are counted, not listed. */
const SHOWN = 8;

export function modelListed(list: ModelList, { model }: Expected): Finding {
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
      "vLLM answers 404 to every request for a model it does not serve under that name.",
      "vLLM은 그 이름으로 제공하지 않는 모델의 모든 요청에 404로 답합니다.",
    ),
    { fix: `--served-model-name ${model}`, details: ids },
  );
}

/** OpenCode fills a conversation up to `context`; what the server cannot take it refuses for good. */
export function context(model: ListedModel, expected: Expected): Finding {
  const { maxModelLen } = model;
  if (maxModelLen === undefined) {
    return skipped(
      say(
        "The server does not tell its max_model_len.",
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
    "A session longer than the server's context is refused with HTTP 400 on every later turn, before OpenCode compacts it.",
    "서버 컨텍스트보다 긴 세션은 OpenCode가 압축하기 전에 이후 모든 차례에서 HTTP 400으로 거절됩니다.",
  );
  const fix = limitSetting(maxModelLen, saneOutput(expected.output, maxModelLen));
  return bad("error", what, why, { fix });
}

/** One answer's limit against what the conversation may hold. */
export function output(model: ListedModel | undefined, expected: Expected): Finding {
  const room = Math.min(expected.context, model?.maxModelLen ?? expected.context);
  const what = say(
    `Output limit ${expected.output} of ${room} tokens`,
    `출력 한도 ${room} 중 ${expected.output} 토큰`,
  );
  const fix = limitSetting(room, saneOutput(expected.output, room));
  if (expected.output < 1 || expected.output >= expected.context) {
    const why = say(
      "The output limit has to be above 0 and below the context: otherwise no room is left for the conversation.",
      "출력 한도는 0보다 크고 컨텍스트보다 작아야 합니다. 아니면 대화가 들어갈 자리가 없습니다.",
    );
    return bad("error", what, why, { fix });
  }
  if (expected.output > room / 2) {
    const why = say(
      "More than half of the context is kept for one answer: sessions are compacted early, and vLLM refuses what does not fit.",
      "컨텍스트의 절반 넘게를 답변 하나에 남겨 둡니다. 세션이 일찍 압축되고, 들어가지 않는 요청은 vLLM이 거절합니다.",
    );
    return bad("warning", what, why, { fix });
  }
  return ok(what);
}

/** A quarter of the room at most, and the user's own where that is less. */
function saneOutput(output: number, room: number): number {
  const most = Math.max(1, Math.floor(room / 4));
  return output < 1 ? most : Math.min(output, most);
}
