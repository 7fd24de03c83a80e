import type { Language } from "../../../kit/sentence.ts";
import type { EventOf } from "../run/events.ts";

/** What a start found and did. */
export interface Found {
  readonly interrupted: readonly string[];
  readonly landing?: EventOf<"RUN_RESUMED">["landing"];
  readonly cleaned?: boolean;
  /** The file that holds a last line of the journal that was cut off. */
  readonly torn?: string;
  /** Why the clean-up of a finished run failed. */
  readonly notCleaned?: string;
}

/** What a start found and did, one sentence each, for people; empty if nothing was left. */
export function recoveredText(found: Found, language: Language): string[] {
  const words = WORDS[language];
  const { interrupted, landing, cleaned, notCleaned, torn } = found;
  const unclear = landing?.outcome === "taken-back" ? landing.unclear : [];
  return [
    ...(torn === undefined ? [] : [words.torn(torn)]),
    ...(landing ? [words.landing[landing.outcome](landing.commit.slice(0, 9))] : []),
    ...unclear.map(({ path, kept }) => words.unclear(path, kept)),
    ...(interrupted.length > 0 ? [words.interrupted(interrupted.join(", "))] : []),
    ...(cleaned ? [words.cleaned] : []),
    ...(notCleaned === undefined ? [] : [words.notCleaned(notCleaned)]),
  ];
}

interface Words {
  landing: Record<"finished" | "taken-back", (commit: string) => string>;
  unclear: (path: string, kept: string | undefined) => string;
  interrupted: (workers: string) => string;
  torn: (file: string) => string;
  cleaned: string;
  notCleaned: (why: string) => string;
}

const WORDS: Record<Language, Words> = {
  en: {
    landing: {
      finished: (commit) =>
        `The commit ${commit} was cut off at its last step; it is on your branch.`,
      "taken-back": (commit) =>
        `The commit ${commit} was cut off on its way into your files. Your files and index are as they were before it; commit again.`,
    },
    unclear: (path, kept) =>
      kept === undefined
        ? `${path} was written after that; it stays as it is.`
        : `${path} was written after that and stays as it is; your file from before is ${kept}.`,
    interrupted: (workers) =>
      `OpenCode ended while these Workers ran: ${workers}. Their changes are kept; a retry goes on from them.`,
    torn: (file) =>
      `The journal's last line was cut off, so the step that it noted did not happen; the line is kept in ${file}.`,
    cleaned: "The worktrees and refs of the last run were still there and are removed.",
    notCleaned: (why) => `The worktrees of the last run could not be removed: ${why}`,
  },
  ko: {
    landing: {
      finished: (commit) =>
        `커밋 ${commit}이(가) 마지막 순간에 끊겼지만 브랜치에는 들어가 있습니다.`,
      "taken-back": (commit) =>
        `커밋 ${commit}이(가) 파일을 바꾸는 도중에 끊겼습니다. 파일과 인덱스를 커밋 전으로 되돌렸으니 다시 커밋하세요.`,
    },
    unclear: (path, kept) =>
      kept === undefined
        ? `${path}은(는) 그 뒤에 쓰여서 그대로 두었습니다.`
        : `${path}은(는) 그 뒤에 쓰여서 그대로 두었습니다. 그 전의 파일은 ${kept}에 있습니다.`,
    interrupted: (workers) =>
      `OpenCode가 끝날 때 실행 중이던 Worker: ${workers}. 변경은 보관했고, 재시도하면 이어서 진행합니다.`,
    torn: (file) =>
      `저널의 마지막 줄이 끊겨서 그 줄의 작업은 하지 않은 것으로 봅니다. 줄은 ${file}에 보관했습니다.`,
    cleaned: "지난 실행의 worktree와 ref가 남아 있어 지웠습니다.",
    notCleaned: (why) => `지난 실행의 worktree를 지우지 못했습니다: ${why}`,
  },
};
