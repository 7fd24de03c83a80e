import type { Language } from "../kit/sentence.ts";
import { failureReason } from "../swarm/core/run/end-reason.ts";
import type { EventOf, RunEvent } from "../swarm/core/run/events.ts";
import { isStopped } from "../swarm/core/run/stopped.ts";

interface ScreenWords {
  opening: (script: string) => string;
  /** One line for an event; undefined for events that are not shown. */
  event: (event: RunEvent) => string | undefined;
  refused: (count: number) => string;
  commit: (commit: string, tree: string) => string;
  end: (seconds: number, opencode: string) => string;
  kept: (directory: string) => string;
  notKept: string;
}

export const SCREEN_WORDS: Record<Language, ScreenWords> = {
  en: {
    opening: (script) =>
      `script "${script}". The model is scripted; OpenCode, plugin, git and QA are real.`,
    event: (event) => {
      switch (event.type) {
        case "PLAN_PROPOSED":
          return `📋 plan: ${event.plan.title} (${event.plan.workers.length} Workers)`;
        case "PLAN_APPROVED":
          return "👍 approved by the user's answer";
        case "CALL_REFUSED":
          return `⛔ ${event.who}: ${event.tool} refused, ${event.code} ${event.detail}`;
        case "REPORT_REFUSED":
          return `⛔ ${event.worker}: report refused, ${event.code}`;
        case "WORKER_COMPLETED":
          return `✅ ${event.worker}: ${event.files.length} files, own QA passed`;
        case "WORKER_FAILED":
          return endLine(event, "en");
        case "WORKER_RETRIED":
          return `↩️  ${event.worker} goes back to work`;
        case "CONFLICTS_CHECKED":
          return event.problems.length === 0
            ? "🔍 no conflicts"
            : `🔍 conflicts: ${event.problems.map(({ text }) => text).join("; ")}`;
        case "QA_PASSED":
          return "🧪 final QA passed";
        case "QA_FAILED":
          return `🧪 final QA failed: ${event.why}${event.suspects.length > 0 ? `; the output names files of ${event.suspects.join(", ")}` : ""}`;
        default:
          return undefined;
      }
    },
    refused: (count) => `⛔ The plugin refused ${count} calls.`,
    commit: (commit, tree) => `commit ${commit.slice(0, 12)}, tree ${tree}`,
    end: (seconds, opencode) => `${seconds} s, OpenCode ${opencode}`,
    kept: (directory) => `The repository is in ${directory} — try: npm start`,
    notKept: "The repository was temporary; use --keep DIR to keep it.",
  },
  ko: {
    opening: (script) =>
      `스크립트 "${script}". 모델만 스크립트이고 OpenCode, 플러그인, git, QA는 모두 실제입니다.`,
    event: (event) => {
      switch (event.type) {
        case "PLAN_PROPOSED":
          return `📋 계획: ${event.plan.title} (Worker ${event.plan.workers.length}개)`;
        case "PLAN_APPROVED":
          return "👍 사용자의 답변으로 승인됨";
        case "CALL_REFUSED":
          return `⛔ ${event.who}: ${event.tool} 거부됨, ${event.code} ${event.detail}`;
        case "REPORT_REFUSED":
          return `⛔ ${event.worker}: 보고 거부됨, ${event.code}`;
        case "WORKER_COMPLETED":
          return `✅ ${event.worker}: 파일 ${event.files.length}개, 자체 QA 통과`;
        case "WORKER_FAILED":
          return endLine(event, "ko");
        case "WORKER_RETRIED":
          return `↩️  ${event.worker} 다시 작업`;
        case "CONFLICTS_CHECKED":
          return event.problems.length === 0
            ? "🔍 충돌 없음"
            : `🔍 충돌: ${event.problems.map(({ text }) => text).join("; ")}`;
        case "QA_PASSED":
          return "🧪 최종 QA 통과";
        case "QA_FAILED":
          return `🧪 최종 QA 실패: ${event.why}${event.suspects.length > 0 ? `; 출력에 나온 파일의 담당 Worker: ${event.suspects.join(", ")}` : ""}`;
        default:
          return undefined;
      }
    },
    refused: (count) => `⛔ 플러그인이 거부한 호출: ${count}건`,
    commit: (commit, tree) => `커밋 ${commit.slice(0, 12)}, 트리 ${tree}`,
    end: (seconds, opencode) => `${seconds}초, OpenCode ${opencode}`,
    kept: (directory) => `저장소 위치: ${directory} — 앱 실행: npm start`,
    notKept: "임시 저장소를 사용했습니다. 저장소를 남기려면 --keep DIR 옵션을 사용하세요.",
  },
};

function endLine(event: EventOf<"WORKER_FAILED">, language: Language): string {
  const mark = isStopped({ now: { status: "failed", failure: event } }) ? "⏹" : "❌";
  return `${mark} ${event.worker}: ${failureReason(event)[language]}`;
}
