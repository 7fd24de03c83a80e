import { type Sentence, say } from "../../../kit/sentence.ts";
import { type Denial, deny } from "../run/denial.ts";

export const COMMIT_TYPES = [
  "feat",
  "fix",
  "refactor",
  "perf",
  "test",
  "docs",
  "build",
  "ci",
  "chore",
  "style",
  "revert",
] as const;

export interface CommitMessage {
  type: string;
  scope?: string;
  subject: string;
  body?: string;
}

/** Renders a Conventional Commit with the run's trailer, or returns a refusal that names the fault. */
export function commitMessage(
  message: CommitMessage,
  runId: string,
): { ok: true; text: string } | { ok: false; denial: Denial } {
  const wrong = problemOf(message);
  if (wrong)
    return {
      ok: false,
      denial: deny(
        "BAD_COMMIT_MESSAGE",
        wrong,
        `Call commit with type one of ${COMMIT_TYPES.join(", ")}, an optional scope and a one-line subject.`,
      ),
    };
  const scope = message.scope ? `(${message.scope})` : "";
  const head = `${message.type}${scope}: ${message.subject.trim()}`;
  const body = message.body?.trim();
  return {
    ok: true,
    text: `${[head, body, `Aegis-Run: ${runId}`].filter(Boolean).join("\n\n")}\n`,
  };
}

function problemOf({ type, scope, subject, body = "" }: CommitMessage): Sentence | undefined {
  if (!(COMMIT_TYPES as readonly string[]).includes(type))
    return say(`"${type}" is not a commit type.`, `"${type}"은(는) 커밋 종류(type)가 아닙니다.`);
  if (scope !== undefined && !/^[\w./-]{1,32}$/.test(scope))
    return say(`"${scope}" is not a scope.`, `"${scope}"은(는) 쓸 수 없는 scope입니다.`);
  if (subject.trim() === "") return say("The subject is empty.", "제목이 비어 있습니다.");
  if (/[\n\r]/.test(subject))
    return say("The subject has more than one line.", "제목이 한 줄이 아닙니다.");
  if (/\p{Cc}/u.test(subject) || body.includes("\0"))
    return say("The message holds a control character.", "메시지에 제어 문자가 있습니다.");
  if (subject.length > 120)
    return say(
      `The subject has ${subject.length} characters; 120 is the limit.`,
      `제목이 ${subject.length}자입니다. 한도는 120자입니다.`,
    );
  return undefined;
}
