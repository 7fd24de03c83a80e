import semver from "semver";
import { createGit } from "../../git/create-git.ts";
import { findOpenCode, type OpenCode } from "../../host/find.ts";
import { unsupported } from "../../host/generation.ts";
import { START_LIMIT_MS } from "../../host/start-limit.ts";
import { AegisError } from "../../kit/errors.ts";
import { findOnPath } from "../../kit/search-path.ts";
import { alike, say } from "../../kit/sentence.ts";
import type { DoctorContext } from "../context.ts";
import type { CheckResult } from "../core/check.ts";
import { command, person } from "../core/fix.ts";
import { installLine } from "./installer.ts";

const NODE_RANGE = ">=20.19";

export async function checkNode(): Promise<CheckResult[]> {
  const { node } = process.versions;
  return semver.satisfies(node, NODE_RANGE)
    ? [{ id: "runtime.node", status: "ok", what: alike(`Node ${node}`) }]
    : [
        {
          id: "runtime.node",
          status: "error",
          what: alike(`Node ${node}`),
          why: say(`${NODE_RANGE} is needed`, `${NODE_RANGE} 버전이 필요합니다`),
          fix: person(
            "start the command with a newer Node, such as: nvm install 20",
            "더 새로운 Node로 실행하세요. 예: nvm install 20",
          ),
        },
      ];
}

/** Errors of git whose hint is a command line. */
const COMMAND_HINTS: ReadonlySet<string> = new Set([
  "NOT_A_REPOSITORY",
  "NO_COMMIT",
  "UNTRUSTED_REPOSITORY",
]);

/** Checks git, and that a run can start in the repository. */
export async function checkGit({ cwd, env }: DoctorContext): Promise<CheckResult[]> {
  try {
    const facts = await createGit({ env }).inspect(cwd);
    const on = facts.branch ?? `detached at ${facts.head.slice(0, 9)}`;
    const repository: CheckResult = {
      id: "git.repository",
      status: "ok",
      what: alike(`${facts.top} (${on})`),
    };
    return [repository, identity(facts.identity)];
  } catch (error) {
    if (!(error instanceof AegisError)) throw error;
    return [
      {
        id: "git.repository",
        status: "error",
        what: say("no run is possible here", "여기서는 실행을 시작할 수 없습니다"),
        why: error.what,
        fix: COMMAND_HINTS.has(error.code)
          ? command(error.hint)
          : person(error.next.en, error.next.ko),
      },
    ];
  }
}

function identity(known: boolean): CheckResult {
  const id = "git.identity";
  return known
    ? { id, status: "ok", what: say("author and e-mail are set", "작성자와 이메일이 설정됨") }
    : {
        id,
        status: "error",
        what: say("git does not know who you are", "git에 작성자 정보가 없습니다"),
        why: say("no commit is possible", "커밋할 수 없습니다"),
        fix: person(
          'say who you are: git config --global user.name "…" && git config --global user.email "…"',
          '작성자를 알려 주세요: git config --global user.name "…" && git config --global user.email "…"',
        ),
      };
}

/** The OpenCode that a user starts: the program on PATH. */
export async function locateOpenCode({
  env,
  signal,
  timeoutMs: limitMs = START_LIMIT_MS,
}: Pick<DoctorContext, "env" | "signal" | "timeoutMs">): Promise<OpenCode | undefined> {
  return findOpenCode({ searchPath: env["PATH"] ?? "", limitMs, signal });
}

export async function checkOpenCode(
  place: DoctorContext,
  found: OpenCode | undefined,
): Promise<CheckResult[]> {
  const id = "opencode.version";
  const wanted = place.openCodeRange;
  const newest = semver.minVersion(wanted)?.version ?? "1.18.33";
  if (!found)
    return [
      {
        id,
        status: "error",
        what: say("OpenCode is not on PATH", "PATH에 OpenCode가 없습니다"),
        fix: command(`npm install -g opencode-ai@${newest}`),
      },
    ];
  const { version, path } = found;
  return semver.satisfies(version, wanted)
    ? [{ id, status: "ok", what: alike(`OpenCode ${version} (${path})`) }]
    : [
        {
          id,
          status: "error",
          what: alike(`OpenCode ${version} (${path})`),
          why: unsupported(version, wanted),
          fix: command(`npm install -g opencode-ai@${newest}`),
        },
      ];
}

/** OpenCode searches with ripgrep, and tries to download ripgrep if it is missing. */
export async function checkRipgrep(
  { env }: Pick<DoctorContext, "env">,
  cache: string,
): Promise<CheckResult[]> {
  const id = "tools.ripgrep";
  const found =
    (await findOnPath("rg", env["PATH"] ?? "")) ?? (await findOnPath("rg", `${cache}/bin`));
  return found
    ? [{ id, status: "ok", what: alike(`ripgrep (${found})`) }]
    : [
        {
          id,
          status: "error",
          what: say("ripgrep (rg) is missing", "ripgrep(rg)이 없습니다"),
          why: say(
            "glob and grep of every agent fail, and OpenCode tries to download ripgrep",
            "모든 에이전트의 glob과 grep이 실패하며, OpenCode가 ripgrep을 다운로드하려고 합니다",
          ),
          fix: await installLine(env, "ripgrep"),
        },
      ];
}
