import { type Sentence, say } from "../../kit/sentence.ts";
import { command, type Fix, person } from "./fix.ts";
import type { Failure, FailureKind } from "./server-facts.ts";
import { askOperator } from "./server-fixes.ts";
import { bad, type Finding } from "./server-words.ts";

/** Longest limit of one request, in milliseconds: Node's fetch waits no longer for the head of an answer. */
export const LONGEST_WAIT_MS = 300_000;

/** Failures that say nothing about the server: more time may bring the answer. */
const LATE: ReadonlySet<FailureKind> = new Set(["timeout", "silent", "unnamed"]);

export function isLate({ kind }: Failure): boolean {
  return LATE.has(kind);
}

/** What to report if a request ended without an answer and without an error: doctor could not look. `url`: a page to try. */
export function late(what: Sentence, failure: Failure, url: string): Finding {
  const unnamed = failure.kind === "unnamed";
  const why = unnamed
    ? say(
        "Without the name server it is not known whether this host exists.",
        "이름 서버의 응답이 없어 이 호스트가 있는지 알 수 없습니다.",
      )
    : say(
        "Neither an answer nor an error came in this time, so nothing is known about the server.",
        "이 시간 안에 응답도 오류도 오지 않아 서버의 상태를 알 수 없습니다.",
      );
  const fix = unnamed ? NAME_SERVERS : moreTime(failure, url);
  return bad("unknown", what, why, { fix, details: [failure.detail] });
}

const NAME_SERVERS = person(
  "check the name servers of this machine (/etc/resolv.conf), or give the server's number in baseURL",
  "이 컴퓨터의 이름 서버(/etc/resolv.conf)를 확인하거나 baseURL에 서버의 IP 주소를 적으세요",
);

function moreTime({ limitMs }: Failure, url: string): Fix {
  return limitMs < LONGEST_WAIT_MS
    ? command(`oh-my-qwencoder doctor server --timeout ${LONGEST_WAIT_MS / 1000}`)
    : askOperator(url);
}
