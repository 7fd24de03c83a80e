import { AegisError } from "../kit/errors.ts";
import { alike, say } from "../kit/sentence.ts";
import { oneValue } from "./output.ts";
import type { CommitRequest } from "./port.ts";
import type { RunGit } from "./run-git.ts";

const AEGIS = {
  GIT_AUTHOR_NAME: "Aegis",
  GIT_AUTHOR_EMAIL: "aegis@localhost",
  GIT_COMMITTER_NAME: "Aegis",
  GIT_COMMITTER_EMAIL: "aegis@localhost",
};

// A passphrase prompt that nobody sees must not hold the run forever.
const SIGNING_LIMIT_MS = 120_000;

/** Writes a commit object. `date` fixes both dates. Throws NO_IDENTITY, SIGNING_FAILED. */
export async function commitTree(
  run: RunGit,
  top: string,
  request: CommitRequest,
  date?: string,
): Promise<string> {
  const byUser = request.identity === "user";
  const sign = request.sign ?? (byUser && (await signsByDefault(run, top)));
  const parents = request.parents.flatMap((parent) => ["-p", parent]);
  const settings = ["-c", "i18n.commitEncoding=utf-8", "-c", "user.useConfigOnly=true"];
  const signing = sign ? ["-S"] : ["--no-gpg-sign"];
  try {
    const { stdout } = await run(top, {
      args: [...settings, "commit-tree", request.tree, ...parents, ...signing, "-F", "-"],
      input: request.message,
      env: { ...(byUser ? {} : AEGIS), ...datesOf(date) },
      ...(sign ? { timeoutMs: SIGNING_LIMIT_MS } : {}),
    });
    return oneValue(stdout);
  } catch (error) {
    throw explained(error, sign);
  }
}

function datesOf(date: string | undefined): Record<string, string> {
  return date === undefined ? {} : { GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date };
}

async function signsByDefault(run: RunGit, top: string): Promise<boolean> {
  const args = ["config", "--type=bool", "--get", "commit.gpgsign"];
  return oneValue((await run(top, { args, answers: [1] })).stdout) === "true";
}

function explained(error: unknown, signed: boolean): unknown {
  if (!(error instanceof AegisError) || error.code !== "GIT_FAILED") return error;
  const said = error.cause instanceof Error ? error.cause.message : error.message;
  if (/tell me who you are|auto-detection is disabled|empty ident name/i.test(said)) {
    return new AegisError(
      "NO_IDENTITY",
      say(
        "Git does not know the name or the email address of the author.",
        "git이 작성자의 이름이나 이메일 주소를 모릅니다.",
      ),
      alike('git config user.name "Your Name" && git config user.email you@example.com'),
      { cause: error },
    );
  }
  if (!signed || /not a valid object/i.test(said)) return error;
  return new AegisError(
    "SIGNING_FAILED",
    say("The commit could not be signed.", "커밋에 서명할 수 없습니다."),
    say(
      "Try `git commit -S --allow-empty` in a terminal, or set commit.gpgsign to false.",
      "터미널에서 `git commit -S --allow-empty`를 시도하거나 commit.gpgsign을 false로 설정하세요.",
    ),
    { cause: error },
  );
}
