import { type Sentence, say } from "../../kit/sentence.ts";
import { type Fix, person } from "./fix.ts";
import { isLate, late } from "./late.ts";
import type { ModelList } from "./model-list.ts";
import type { Answer, Expected, Failure } from "./server-facts.ts";
import { askOperator, baseURLSetting, rightAddress, startServer } from "./server-fixes.ts";
import { answerLine, bad, excerpt, type Finding, failureWords, ok } from "./server-words.ts";

const NOTHING_WORKS = say(
  "Without the model server no agent can answer.",
  "모델 서버가 없으면 어떤 에이전트도 응답할 수 없습니다.",
);

/** GET /models: checks that a model server answers. A server that demands a key counts. */
export function reachable(list: ModelList, expected: Expected): Finding {
  const { baseURL } = expected;
  switch (list.type) {
    case "list":
      return ok(say(`${baseURL} answers`, `${baseURL} 응답함`));
    case "locked":
      return ok(
        say(
          `${baseURL} answers (HTTP ${list.answer.status})`,
          `${baseURL} 응답함 (HTTP ${list.answer.status})`,
        ),
      );
    case "failure":
      return unanswered(list.failure, expected);
    case "status":
      return wrongStatus(list.answer, expected);
    case "html":
      return stranger(
        say("a web page instead of JSON", "JSON이 아닌 웹 페이지(HTML)"),
        list.answer,
        expected,
      );
    case "no-json":
      return stranger(say("text that is not JSON", "JSON이 아닌 텍스트"), list.answer, expected);
    case "no-list":
      return stranger(
        say("JSON that is not a model list", "모델 목록이 아닌 JSON"),
        list.answer,
        expected,
      );
  }
}

function unanswered(failure: Failure, expected: Expected): Finding {
  const words = failureWords(failure);
  const what = say(`${expected.baseURL}: ${words.en}`, `${expected.baseURL}: ${words.ko}`);
  const details = [failure.detail];
  if (failure.kind === "stopped") {
    const why = say("Stopped before the answer came.", "응답이 오기 전에 중단했습니다.");
    return bad("skipped", what, why, { details });
  }
  if (isLate(failure)) return late(what, failure, `${expected.baseURL}/models`);
  return bad("error", what, NOTHING_WORKS, { fix: fixFor(failure, expected), details });
}

function fixFor({ kind, detail }: Failure, expected: Expected): Fix {
  const { baseURL, keyVariable } = expected;
  switch (kind) {
    case "refused":
      return startServer(expected);
    case "bad-url":
      // The displayed address no longer contains the password that fetch refuses.
      return detail.includes("credentials")
        ? baseURLSetting(expected, baseURL)
        : rightAddress(expected);
    case "no-host":
      return rightAddress(expected);
    case "bad-key":
      return person(
        `give the server a key of letters and digits, and put the same key into ${keyVariable}`,
        `서버의 키를 영문자와 숫자로 된 것으로 바꾸고 같은 키를 ${keyVariable}에 넣으세요`,
      );
    case "tls":
      // A server with plain HTTP answers the handshake with an error that OpenSSL calls a wrong version.
      return /WRONG_VERSION_NUMBER|EPROTO/.test(detail)
        ? baseURLSetting(expected, baseURL.replace(/^https:/, "http:"))
        : person(
            "get the certificate of your site's authority, and name it: export NODE_EXTRA_CA_CERTS=/path/to/the/ca.pem",
            "사내 인증 기관의 인증서를 받아 지정하세요: export NODE_EXTRA_CA_CERTS=/path/to/the/ca.pem",
          );
    default:
      return askOperator(`${baseURL}/models`);
  }
}

function wrongStatus(answer: Answer, expected: Expected): Finding {
  const { baseURL } = expected;
  const { status, location } = answer;
  const details = [answerLine(answer)];
  const what = say(
    `${baseURL}/models answers HTTP ${status}`,
    `${baseURL}/models 응답: HTTP ${status}`,
  );
  if (location !== undefined) {
    const why = say(
      `The answer points to ${excerpt(location)}.`,
      `${excerpt(location)}(으)로 리디렉션합니다.`,
    );
    return bad("error", what, why, { fix: follow(location, expected), details });
  }
  if (status === 404 || status === 405) {
    const why = say(
      "There is no model list at this address; it usually ends in /v1.",
      "이 주소에는 모델 목록이 없습니다. 주소는 보통 /v1로 끝납니다.",
    );
    return bad("error", what, why, { fix: withVersion(expected), details });
  }
  const why = say(
    "The server answers but does not work; its log says why.",
    "서버가 응답은 하지만 동작하지 않습니다. 이유는 서버 로그에 있습니다.",
  );
  return bad("error", what, why, { fix: askOperator(`${baseURL}/models`), details });
}

/** A redirect within the same host may correct a wrong address; the fix never offers another host to copy. */
function follow(location: string, expected: Expected): Fix {
  const { baseURL } = expected;
  const url = `${baseURL}/models`;
  if (!URL.canParse(location, url)) return askOperator(url);
  const target = new URL(location, url);
  if (target.hostname !== new URL(url).hostname) return askOperator(url);
  return baseURLSetting(expected, target.href.replace(/\/models\/?$/, ""));
}

function stranger(got: Sentence, answer: Answer, expected: Expected): Finding {
  const { baseURL } = expected;
  return bad(
    "error",
    say(`${baseURL}/models gives ${got.en}`, `${baseURL}/models 응답: ${got.ko}`),
    say(
      "Another program answers on this address: a web page, a proxy, or a server without /v1.",
      "이 주소에서는 다른 프로그램(웹 페이지, 프록시 또는 /v1이 아닌 서버)이 응답합니다.",
    ),
    { fix: withVersion(expected), details: [answerLine(answer)] },
  );
}

/** Pages that OpenCode and we add to the address ourselves; people paste them with it. */
const PAGE = /\/(chat\/completions|completions|responses|embeddings|models)$/;

/** The address with one /v1 at its end; which address is right instead of one that has it, only a person knows. */
function withVersion(expected: Expected): Fix {
  const { baseURL } = expected;
  const root = baseURL.replace(PAGE, "");
  const url = root.endsWith("/v1") ? root : `${root}/v1`;
  return url === baseURL ? rightAddress(expected) : baseURLSetting(expected, url);
}
