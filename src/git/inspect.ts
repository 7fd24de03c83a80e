import { join } from "node:path";
import { AegisError } from "../kit/errors.ts";
import { isThere } from "../kit/is-there.ts";
import { realPath } from "../kit/real-path.ts";
import { alike, say } from "../kit/sentence.ts";
import { type Checkout, commonDirOf, locate, revParse } from "./checkout.ts";
import { fields, oneValue } from "./output.ts";
import type { RepositoryFacts } from "./port.ts";
import { branchOf } from "./refs.ts";
import type { RunGit } from "./run-git.ts";

// Git 2.38 introduced merge-tree --write-tree.
const OLDEST = [2, 38] as const;

/** Reads all that Aegis must know before it starts; throws if Aegis cannot start. */
export async function inspect(run: RunGit, cwd: string): Promise<RepositoryFacts> {
  const place = await locate(run, cwd);
  await requireVersion(run, cwd);
  const head = await requireHead(run, place.top);
  const commonDir = await commonDirOf(run, place.top);
  const [branch, prefix, submodules, caseInsensitive, identity] = await Promise.all([
    branchOf(run, place.top),
    revParse(run, cwd, "--show-prefix"),
    submodulesOf(run, place.top),
    ignoresCase(run, place, commonDir),
    hasIdentity(run, place.top),
  ]);
  return {
    top: place.top,
    commonDir,
    head,
    branch,
    linkedWorktree: realPath(place.gitDir) !== commonDir,
    submodules,
    caseInsensitive,
    prefix: prefix.replace(/\/$/, ""),
    identity,
  };
}

async function requireVersion(run: RunGit, cwd: string): Promise<void> {
  const said = oneValue((await run(cwd, { args: ["version"] })).stdout);
  const [, major = "0", minor = "0"] = /(\d+)\.(\d+)/.exec(said) ?? [];
  const newer = Number(major) - OLDEST[0] || Number(minor) - OLDEST[1];
  if (newer >= 0) return;
  throw new AegisError(
    "GIT_TOO_OLD",
    say(
      `Git ${OLDEST.join(".")} or newer is needed, but this is "${said}".`,
      `git ${OLDEST.join(".")} 이상이 필요하지만 여기는 "${said}"입니다.`,
    ),
    say(
      "Install a newer git and put it first on PATH.",
      "새 git을 설치하고 PATH의 맨 앞에 두세요.",
    ),
  );
}

async function requireHead(run: RunGit, top: string): Promise<string> {
  const args = ["rev-parse", "--verify", "--quiet", "HEAD^{commit}"];
  const { code, stdout } = await run(top, { args, answers: [1, 128] });
  if (code === 0) return oneValue(stdout);
  throw new AegisError(
    "NO_COMMIT",
    say(`The repository at ${top} has no commit yet.`, `${top} 저장소에 아직 커밋이 없습니다.`),
    alike("git commit --allow-empty -m init"),
  );
}

async function submodulesOf(run: RunGit, top: string): Promise<string[]> {
  const { stdout } = await run(top, { args: ["ls-files", "--stage", "-z"] });
  const links = fields(stdout).filter((entry) => entry.startsWith("160000 "));
  return links.map((entry) => entry.slice(entry.indexOf("\t") + 1));
}

async function ignoresCase(run: RunGit, place: Checkout, commonDir: string): Promise<boolean> {
  const args = ["config", "--type=bool", "--get", "core.ignorecase"];
  const { stdout } = await run(place.top, { args, answers: [1] });
  if (oneValue(stdout) === "true") return true;
  // Git writes the setting at clone time, and the clone may have moved here from another disk.
  return isThere(join(commonDir, "hEaD"));
}

async function hasIdentity(run: RunGit, top: string): Promise<boolean> {
  const asked = ["GIT_AUTHOR_IDENT", "GIT_COMMITTER_IDENT"].map((name) => {
    // Without this setting git makes up an address from the host's name.
    const args = ["-c", "user.useConfigOnly=true", "var", name];
    return run(top, { args, answers: [1, 128] });
  });
  return (await Promise.all(asked)).every(({ code }) => code === 0);
}
