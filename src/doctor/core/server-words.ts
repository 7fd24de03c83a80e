import { type Sentence, say } from "../../kit/sentence.ts";
import type { CheckResult, CheckStatus } from "./check.ts";
import type { Fix } from "./fix.ts";
import type { Answer, BreakKind, Failure, FailureKind } from "./server-facts.ts";

/** A result of a check before it gets its id. */
export type Finding = Omit<CheckResult, "id">;

export function ok(what: Sentence, details?: readonly string[]): Finding {
  return { status: "ok", what, ...(details ? { details } : {}) };
}

/** `why`: what the finding means for the user's work; `fix`: solves it; `details`: may be a server's own text. */
export function bad(
  status: Exclude<CheckStatus, "ok">,
  what: Sentence,
  why: Sentence,
  more: { fix?: Fix; details?: readonly string[] } = {},
): Finding {
  const { fix, details } = more;
  return {
    status,
    what,
    why,
    ...(fix === undefined ? {} : { fix }),
    ...(details ? { details: details.map(excerpt).filter((line) => line !== "") } : {}),
  };
}

export function skipped(why: Sentence, fix?: Fix): Finding {
  return bad("skipped", say("Not checked", "확인하지 않음"), why, fix ? { fix } : {});
}

/** A server's text on one line, without control characters, at most 200 characters. */
export function excerpt(text: string): string {
  const flat = text
    .replace(/[\p{Cc}\p{Cf}]+/gu, " ")
    .replace(/ +/g, " ")
    .trim();
  const letters = Array.from(flat);
  return letters.length > 200 ? `${letters.slice(0, 200).join("")}…` : flat;
}

/** A limit in seconds, as in "4 s". */
export function seconds(milliseconds: number): string {
  return `${Math.round(milliseconds / 100) / 10} s`;
}

const FAILURES: Readonly<Record<FailureKind, (limit: string) => Sentence>> = {
  "bad-url": () => say("the address cannot be used", "주소를 사용할 수 없습니다"),
  "bad-key": () =>
    say(
      "the API key has characters that no HTTP header can carry",
      "API 키에 HTTP 헤더로 보낼 수 없는 문자가 있습니다",
    ),
  "no-host": () => say("no such host", "호스트 이름을 찾을 수 없습니다"),
  unnamed: () =>
    say(
      "the host could not be looked up: no name server answered",
      "호스트 이름을 조회하지 못했습니다. 이름 서버가 응답하지 않습니다",
    ),
  refused: () =>
    say(
      "connection refused: nothing listens on this port",
      "연결 거부: 이 포트에서 대기하는 프로그램이 없습니다",
    ),
  "no-route": () => say("no route to this host", "호스트로 가는 경로가 없습니다"),
  timeout: (limit) => say(`no answer within ${limit}`, `${limit} 안에 응답이 없습니다`),
  silent: (limit) =>
    say(
      `the port accepts connections, but no whole answer came within ${limit}`,
      `포트에 연결은 되지만 ${limit} 안에 응답을 끝까지 받지 못했습니다`,
    ),
  closed: () =>
    say("the connection was closed before an answer came", "응답이 오기 전에 연결이 끊어졌습니다"),
  tls: () => say("no secure connection (TLS)", "보안 연결(TLS)을 맺을 수 없습니다"),
  "not-http": () =>
    say("the program on this port does not speak HTTP", "이 포트의 응답은 HTTP가 아닙니다"),
  stopped: () => say("stopped by the user", "사용자가 중단했습니다"),
  other: () => say("the request failed", "요청이 실패했습니다"),
};

/** The reason, without an address. */
export function failureWords({ kind, limitMs }: Failure): Sentence {
  return FAILURES[kind](seconds(limitMs));
}

const BREAKS: Readonly<Record<BreakKind, Sentence>> = {
  "not-a-stream": say(
    "the answer is not an event stream, although the request asked for one",
    "스트림을 요청했지만 이벤트 스트림이 아닌 응답이 왔습니다",
  ),
  cut: say("the stream broke off half way", "스트림이 도중에 끊어졌습니다"),
  "no-finish": say(
    "the stream ended without a finish reason",
    "스트림이 종료 이유(finish_reason) 없이 끝났습니다",
  ),
  "bad-event": say(
    "the stream holds an event that is not a chat chunk",
    "스트림에 채팅 청크가 아닌 이벤트가 있습니다",
  ),
  "error-event": say(
    "the server reported an error inside the stream",
    "서버가 스트림 안에서 오류를 보냈습니다",
  ),
};

export function breakWords(kind: BreakKind): Sentence {
  return BREAKS[kind];
}

/** `[HTTP 503: text of the body]`, for details. */
export function answerLine({ status, text }: Answer): string {
  const body = excerpt(text);
  return body === "" ? `HTTP ${status}` : `HTTP ${status}: ${body}`;
}

/** Puts a finding's reason after a subject, as in "Health: no answer within 4 s". */
export function about(en: string, ko: string, found: Sentence): Sentence {
  return say(`${en}: ${found.en}`, `${ko}: ${found.ko}`);
}
