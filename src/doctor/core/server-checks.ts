import { type Sentence, say } from "../../kit/sentence.ts";
import type { CheckResult } from "./check.ts";
import { SERVER_CHECKS } from "./check-ids.ts";
import { isLate } from "./late.ts";
import { lateMetrics, reusedMeanwhile } from "./metrics.ts";
import { findModel, type ModelList, readModelList, speaks } from "./model-list.ts";
import * as endpoints from "./server-endpoints.ts";
import { CHAT_PROBES, type Expected, type ServerFacts } from "./server-facts.ts";
import { parallel, prefixCache } from "./server-load.ts";
import { context, modelListed, output } from "./server-model.ts";
import { reachable } from "./server-reachable.ts";
import { type ToolProbe, toolCall } from "./server-tools.ts";
import { type Finding, failureWords, skipped } from "./server-words.ts";

type ServerCheck = (typeof SERVER_CHECKS)[number];
type Findings = Readonly<Record<ServerCheck, Finding>>;

/** Judges the facts: one result for each check, always all of them. */
export function serverChecks(facts: ServerFacts, expected: Expected): CheckResult[] {
  const list = readModelList(facts.models);
  if (!speaks(list)) return unreachable(list, expected);
  const findings = judged(facts, list, expected);
  return SERVER_CHECKS.map((id) => ({ id, ...findings[id] }));
}

/** The reason why no chat can be requested; undefined if a chat is possible. */
export function noChat(list: ModelList, expected: Expected): Sentence | undefined {
  if (list.type === "locked") {
    return say(
      "The server refuses the requests (see server.key).",
      "서버가 요청을 거부합니다(server.key 참고).",
    );
  }
  if (findModel(list, expected.model) === undefined) {
    return say(
      "The server does not have this model (see server.model).",
      "서버에 이 모델이 없습니다(server.model 참고).",
    );
  }
  return undefined;
}

function unreachable(list: ModelList, expected: Expected): CheckResult[] {
  const why = whySkipped(list);
  const first = reachable(list, expected);
  return SERVER_CHECKS.map((id) => ({
    id,
    ...(id === "server.reachable" ? first : skipped(why)),
  }));
}

function whySkipped(list: ModelList): Sentence {
  if (list.type === "failure") {
    if (list.failure.kind === "stopped") return failureWords(list.failure);
    if (isLate(list.failure))
      return say(
        "The model server gave no answer (see server.reachable).",
        "모델 서버의 응답을 받지 못했습니다(server.reachable 참고).",
      );
  }
  return say(
    "The model server is not reachable (see server.reachable).",
    "모델 서버에 연결할 수 없습니다(server.reachable 참고).",
  );
}

function judged(facts: ServerFacts, list: ModelList, expected: Expected): Findings {
  const model = findModel(list, expected.model);
  const { health, version, withoutKey } = facts;
  const none = noChat(list, expected);
  const unasked = skipped(none ?? gaveUp(facts));
  const locked = list.type === "locked";
  const tool = (probe: ToolProbe) => {
    const reply = facts.chats?.[probe];
    return reply ? toolCall(probe, reply, expected) : unasked;
  };
  const prefix = facts.chats?.["prefix-1"];
  return {
    "server.reachable": reachable(list, expected),
    "server.health": health ? endpoints.health(health, expected) : unasked,
    "server.version": version ? endpoints.version(version, model, expected) : unasked,
    "server.key": endpoints.key(list, withoutKey, expected),
    "server.model": locked ? unasked : modelListed(list, expected),
    "server.context": model ? context(model, expected) : unasked,
    "server.output": output(model, expected),
    "server.tools.required": tool("required"),
    "server.tools.auto": tool("auto"),
    "server.tools.pair": tool("pair"),
    "server.tools.arguments": tool("arguments"),
    "server.prefix-cache": prefix
      ? prefixCache(
          { first: prefix, second: facts.chats?.["prefix-2"] },
          lateMetrics(facts) ?? reusedMeanwhile(facts),
          expected,
        )
      : unasked,
    "server.parallel": facts.parallel ? parallel(facts.parallel, expected) : unasked,
  };
}

/** After a request without any answer, doctor sends no later requests: each would wait as long. */
function gaveUp({ chats }: ServerFacts): Sentence {
  const silent = CHAT_PROBES.find((probe) => chats?.[probe]?.type === "failure");
  const id = silent?.startsWith("prefix") ? "server.prefix-cache" : `server.tools.${silent}`;
  return silent === undefined
    ? say("Not asked.", "요청을 보내지 않았습니다.")
    : say(
        `An earlier request got no answer (see ${id}).`,
        `앞선 요청이 응답을 받지 못했습니다(${id} 참고).`,
      );
}
