import { type Sentence, say } from "../../../kit/sentence.ts";
import type { FieldReason } from "./fields.ts";
import type { Finding } from "./findings.ts";

export const REASONS: Readonly<Record<FieldReason, Sentence>> = {
  destination: say("decides where prompts go", "프롬프트의 목적지를 정합니다"),
  secret: say("sends a key or a private file", "키나 개인 파일을 보냅니다"),
  program: say("starts a program", "프로그램을 실행합니다"),
  fetch: say("fetches from the network", "네트워크에서 다운로드합니다"),
  rights: say("changes what agents may do", "에이전트의 권한을 바꿉니다"),
  instruction: say("tells agents what to do", "에이전트에게 지시합니다"),
  unknown: say("is unknown to this version", "이 버전이 모르는 항목입니다"),
  look: say("changes only how it looks", "모양만 바꿉니다"),
};

/** One line for a person: file, field, value and what it does. */
export function findingText(finding: Finding): Sentence {
  const { file, field, shown, reason, held } = finding;
  const what = `${file}${field === undefined ? "" : `: ${field}`}${shown === "" ? "" : ` = ${shown}`}`;
  const why = REASONS[reason];
  return held
    ? say(`${what} — ${why.en}`, `${what} — ${why.ko}`)
    : say(
        `${what} — ${why.en}, before the plugin can stop it`,
        `${what} — ${why.ko}. 플러그인이 막기 전에 적용됩니다`,
      );
}

/** For the user of a session in which the repository's configuration does not count. */
export function notApproved(waiting: readonly Finding[]): Sentence {
  const names = [
    ...new Set(waiting.map(({ file, field }) => (field ? `${file}: ${field}` : file))),
  ];
  const shown = names.slice(0, SHOWN).join(", ");
  const more = names.length - SHOWN;
  const list = more > 0 ? `${shown} (+${more})` : shown;
  return say(
    `This repository brings its own OpenCode configuration, which you have not approved. Your own counts. Ignored: ${list}. Look at it: ${APPROVE.look}; approve it: ${APPROVE.command}`,
    `이 저장소에는 아직 승인하지 않은 OpenCode 설정이 들어 있어 사용자 설정만 적용됩니다. 무시된 항목: ${list}. 확인: ${APPROVE.look}, 승인: ${APPROVE.command}`,
  );
}

const SHOWN = 4;
/** The commands that show and approve a repository's configuration. */
export const APPROVE = {
  look: "oh-my-qwencoder doctor config",
  command: "oh-my-qwencoder install --approve-project",
} as const;
