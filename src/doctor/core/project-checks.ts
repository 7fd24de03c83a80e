import { say } from "../../kit/sentence.ts";
import { isOurPlugin } from "../../setup/core/settings.ts";
import type { Source } from "../../setup/core/sources.ts";
import type { Finding } from "../../swarm/core/project-config/findings.ts";
import { APPROVE, findingText } from "../../swarm/core/project-config/words.ts";
import type { CheckResult } from "./check.ts";
import { command } from "./fix.ts";

/** What came with the repository, and the part of it that waits for the user's approval. */
interface Project {
  readonly findings: readonly Finding[];
  readonly waiting: readonly Finding[];
}

/** True if our plugin is in the user's own list. */
export function isGlobal(sources: readonly Source[]): boolean {
  return sources.some(({ kind, config }) => {
    const list = config?.["plugin"];
    return kind === "global" && Array.isArray(list) && list.some(isOurPlugin);
  });
}

export function approveCommand(global: boolean): string {
  return global ? `${APPROVE.command} --global` : APPROVE.command;
}

/** Names each field that came with the repository and waits for approval. */
export function projectCheck(parts: readonly Project[], global: boolean): CheckResult {
  const id = "config.project";
  const findings = parts.flatMap((part) => part.findings);
  const waiting = parts.flatMap((part) => part.waiting);
  if (waiting.length === 0) {
    const approved = findings.filter((finding) => finding.class !== "harmless").length;
    return {
      id,
      status: "ok",
      what:
        approved === 0
          ? say("this repository brings no configuration", "저장소에 들어 있는 설정 없음")
          : say(
              `you have approved this repository's configuration (${approved} fields)`,
              `이 저장소의 설정을 승인했습니다(항목 ${approved}개)`,
            ),
    };
  }
  const runs = waiting.filter(({ held }) => !held);
  return {
    id,
    status: runs.length > 0 ? "error" : "warning",
    what: {
      en: waiting.map((finding) => findingText(finding).en).join("; "),
      ko: waiting.map((finding) => findingText(finding).ko).join("; "),
    },
    why:
      runs.length > 0
        ? say(
            "this came with the repository, you have not approved it, and the plugin cannot stop all of it: do not start OpenCode here before you have looked at it",
            "저장소에 들어 있고 아직 승인하지 않았으며, 플러그인이 모두 막을 수는 없습니다. 확인하기 전에는 여기서 OpenCode를 시작하지 마세요",
          )
        : say(
            "this came with the repository and you have not approved it, so it does not count",
            "저장소에 들어 있지만 아직 승인하지 않아 적용되지 않습니다",
          ),
    fix: command(approveCommand(global)),
  };
}
