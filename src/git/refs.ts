import { appendFile, mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { AegisError } from "../kit/errors.ts";
import { say } from "../kit/sentence.ts";
import { commonDirOf } from "./checkout.ts";
import { looseFields, oneValue } from "./output.ts";
import type { RunGit } from "./run-git.ts";

export interface RefUpdate {
  readonly ref: string;
  /** Undefined deletes the ref. */
  readonly to: string | undefined;
  readonly expectedOld?: string | undefined;
  readonly reason?: string;
}

/** Short name of the branch that HEAD is on; undefined if HEAD is detached. */
export async function branchOf(run: RunGit, top: string): Promise<string | undefined> {
  return (await headTarget(run, top))?.replace(/^refs\/heads\//, "");
}

export async function resolveObject(run: RunGit, top: string, name: string): Promise<string> {
  const args = ["rev-parse", "--verify", "--quiet", "--end-of-options", name];
  const { code, stdout } = await run(top, { args, answers: [1, 128] });
  if (code === 0) return oneValue(stdout);
  throw new AegisError(
    "UNKNOWN_REVISION",
    say(
      `Git finds no revision ${JSON.stringify(name.replace(/\^\{\w+\}$/, ""))} in ${top}.`,
      `${top}에 ${JSON.stringify(name.replace(/\^\{\w+\}$/, ""))}이라는 리비전이 없습니다.`,
    ),
    say(
      "`git log --all` and `git for-each-ref` list the existing names.",
      "있는 이름은 `git log --all`과 `git for-each-ref`로 볼 수 있습니다.",
    ),
  );
}

/** Moves one ref, or a detached HEAD itself. Throws REF_MOVED. */
export async function updateRef(run: RunGit, top: string, update: RefUpdate): Promise<void> {
  const { ref, to, expectedOld, reason = "aegis" } = update;
  const action = to === undefined ? ["-d", ref] : [ref, to];
  const old = expectedOld === undefined ? [] : [expectedOld];
  const args = ["update-ref", "--no-deref", "-m", reason, ...action, ...old];
  await run(top, { args }).catch((error: unknown) => {
    throw error instanceof AegisError && isStale(error) ? moved(ref, error) : error;
  });
}

function isStale(error: AegisError): boolean {
  return /but expected|already exists|unable to resolve reference/.test(error.message);
}

function moved(ref: string, cause: AegisError): AegisError {
  return new AegisError(
    "REF_MOVED",
    say(`${ref} is not where it was expected.`, `${ref}이(가) 예상한 위치에 있지 않습니다.`),
    say(
      "Another process moved it. Look at `git reflog` and decide which commit you want.",
      "다른 프로세스가 옮겼습니다. `git reflog`를 보고 원하는 커밋을 정하세요.",
    ),
    { cause },
  );
}

/** Refs below `prefix`, and "HEAD" with the ref or the commit that HEAD names. */
export async function refs(run: RunGit, top: string, prefix = ""): Promise<Map<string, string>> {
  const format = "--format=%(objectname) %(refname)";
  const args = ["for-each-ref", format, ...(prefix === "" ? [] : [prefix])];
  const { stdout } = await run(top, { args });
  const found = new Map<string, string>();
  for (const line of stdout.toString().split("\n").slice(0, -1)) {
    const gap = line.indexOf(" ");
    found.set(line.slice(gap + 1), line.slice(0, gap));
  }
  found.set("HEAD", (await headTarget(run, top)) ?? (await resolveObject(run, top, "HEAD")));
  return found;
}

/** Adds a line to the exclude file that all worktrees share, unless the file has the line. */
export async function exclude(run: RunGit, top: string, line: string): Promise<void> {
  const folder = join(await commonDirOf(run, top), "info");
  const file = join(folder, "exclude");
  await mkdir(folder, { recursive: true });
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "";
    throw error;
  });
  if (text.split(/\r?\n/).includes(line)) return;
  await appendFile(file, `${text === "" || text.endsWith("\n") ? "" : "\n"}${line}\n`);
}

export async function ignores(run: RunGit, top: string, path: string): Promise<boolean> {
  // 128: git refuses the path, for instance a path outside the checkout.
  const { code } = await run(top, { args: ["check-ignore", "-q", "--", path], answers: [1, 128] });
  return code === 0;
}

export async function ignoredFolders(run: RunGit, top: string): Promise<string[]> {
  const options = ["--others", "--ignored", "--exclude-standard", "--directory", "-z"];
  const { stdout } = await run(top, { args: ["ls-files", ...options] });
  return looseFields(stdout).map((path) => path.replace(/\/$/, ""));
}

async function headTarget(run: RunGit, top: string): Promise<string | undefined> {
  const args = ["symbolic-ref", "--quiet", "HEAD"];
  const { code, stdout } = await run(top, { args, answers: [1] });
  return code === 0 ? oneValue(stdout) : undefined;
}
