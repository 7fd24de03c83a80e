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

function problemOf({ type, scope, subject, body = "" }: CommitMessage): string | undefined {
  if (!(COMMIT_TYPES as readonly string[]).includes(type)) return `"${type}" is not a commit type.`;
  if (scope !== undefined && !/^[\w./-]{1,32}$/.test(scope)) return `"${scope}" is not a scope.`;
  if (subject.trim() === "") return "The subject is empty.";
  if (/[\n\r]/.test(subject)) return "The subject has more than one line.";
  if (/\p{Cc}/u.test(subject) || body.includes("\0"))
    return "The message holds a control character.";
  if (subject.length > 120)
    return `The subject has ${subject.length} characters; 120 is the limit.`;
  return undefined;
}
