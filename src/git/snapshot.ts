import { AegisError } from "../kit/errors.ts";
import { isOccupied } from "../kit/is-there.ts";
import { say } from "../kit/sentence.ts";
import type { Checkout } from "./checkout.ts";
import { rawFields, rawInput } from "./output.ts";
import type { SnapshotOptions } from "./port.ts";
import type { RunGit } from "./run-git.ts";
import { type IndexGit, withIndex, writeTree } from "./temp-index.ts";
import { namedPaths } from "./trees.ts";

export interface Snapshot {
  readonly tree: string;
  /** Repositories inside the work tree that are no submodules: their files are not in the tree. */
  readonly nested: readonly string[];
  /** Works on an index that matches `tree` and holds the files' times. */
  readonly git: IndexGit;
}

interface TrackedEntry {
  /** `ls-files -v`: S is skip-worktree, lower case is assume-unchanged. */
  readonly tag: string;
  readonly stage: string;
  readonly path: string;
}

/** Writes the work tree as a tree and passes the tree and its index to `use`. */
export async function withSnapshot<T>(
  run: RunGit,
  place: Checkout,
  { exclude = [], near }: SnapshotOptions,
  use: (snapshot: Snapshot) => Promise<T>,
): Promise<T> {
  return withIndex(run, place, "checkout", async (git) => {
    const odd = await listOdd(git);
    refuseUnmerged(odd);
    await clearFlags(git, place, odd);
    const ours = rawNames(exclude);
    const nested = await addFiles(git, notBelow(ours), near);
    await resetToHead(git, ours);
    return use({ tree: await writeTree(git), nested, git });
  });
}

/** The entries with a flag or in a merge: nearly always none, so that a large index is no list of objects here. */
async function listOdd(git: IndexGit): Promise<TrackedEntry[]> {
  const { stdout } = await git({ args: ["ls-files", "-v", "--stage", "-z"] });
  return rawFields(stdout).flatMap((field) => {
    const tab = field.indexOf("\t");
    if (field.startsWith("H ") && field.charAt(tab - 1) === "0") return [];
    const [tag = "", , , stage = ""] = field.slice(0, tab).split(" ");
    return [{ tag, stage, path: field.slice(tab + 1) }];
  });
}

function refuseUnmerged(odd: readonly TrackedEntry[]): void {
  const unmerged = odd.find(({ stage }) => stage !== "0");
  if (unmerged === undefined) return;
  const path = Buffer.from(unmerged.path, "latin1").toString();
  throw new AegisError(
    "UNMERGED_INDEX",
    say(
      `A merge is unresolved: ${path} has conflicting versions.`,
      `병합이 끝나지 않았습니다. ${path} 파일이 충돌한 상태입니다.`,
    ),
    say(
      "Resolve it and `git add` the files, or give up with `git merge --abort`.",
      "충돌을 해결하고 `git add`를 하거나 `git merge --abort`로 병합을 취소하세요.",
    ),
  );
}

/** These flags hide changes from git, but a file that exists belongs in the snapshot. */
async function clearFlags(
  git: IndexGit,
  place: Checkout,
  odd: readonly TrackedEntry[],
): Promise<void> {
  const assumed = odd.filter(({ tag }) => tag !== tag.toUpperCase());
  const skipped: TrackedEntry[] = [];
  for (const entry of odd)
    if (/s/i.test(entry.tag) && (await isOccupied(fileOf(place, entry.path)))) skipped.push(entry);
  await updatePaths(git, ["--no-assume-unchanged"], assumed);
  await updatePaths(git, ["--no-skip-worktree"], skipped);
}

async function updatePaths(
  git: IndexGit,
  options: readonly string[],
  entries: readonly { readonly path: string }[],
): Promise<void> {
  if (entries.length === 0) return;
  const input = rawInput(entries.map(({ path }) => path));
  await git({ args: ["update-index", ...options, "-z", "--stdin"], input });
}

// `git add -A` does not work here: it stops at nested repositories and at exclusions that are also ignored.
async function addFiles(
  git: IndexGit,
  wanted: (path: string) => boolean,
  near: readonly string[] | undefined,
): Promise<string[]> {
  const where = pathspecs(near);
  // Both walk the tree and only read, so they run beside each other.
  const [{ gone, changed }, others] = await Promise.all([
    listChanged(git, where),
    listOthers(git, where),
  ]);
  // A final "/" marks a nested repository, whose files are not ours.
  const isNested = (path: string) => path.endsWith("/");
  const untracked = others.filter((path) => !isNested(path));
  const pick = (paths: readonly string[]) => paths.filter(wanted).map((path) => ({ path }));
  await updatePaths(git, ["--force-remove"], pick(gone));
  await updatePaths(git, ["--add", "--remove"], pick([...changed, ...untracked]));
  const named = (path: string) => Buffer.from(path.slice(0, -1), "latin1").toString();
  return others.filter(isNested).map(named);
}

/** Arguments that name these paths; none, for all paths, if there are too many for a command line. */
function pathspecs(near: readonly string[] | undefined): readonly string[] {
  return namedPaths(near ?? []).map((path) => `:(top,literal,icase)${path}`);
}

async function listOthers(git: IndexGit, where: readonly string[]): Promise<string[]> {
  const args = ["ls-files", "--others", "--exclude-standard", "-z", "--", ...where];
  return rawFields((await git({ args })).stdout);
}

// Submodules stay as staged, even if their folder is gone or holds something else.
async function listChanged(
  git: IndexGit,
  where: readonly string[],
): Promise<{ gone: string[]; changed: string[] }> {
  const args = ["diff-files", "--raw", "-z", "--ignore-submodules=all", "--", ...where];
  const tokens = rawFields((await git({ args })).stdout);
  const gone: string[] = [];
  const changed: string[] = [];
  for (let i = 0; i + 1 < tokens.length; i += 2) {
    const path = tokens[i + 1] ?? "";
    (tokens[i]?.endsWith(" D") ? gone : changed).push(path);
  }
  return { gone, changed };
}

async function resetToHead(git: IndexGit, paths: readonly string[]): Promise<void> {
  if (paths.length === 0) return;
  const input = rawInput(paths.map((path) => `:(top,literal)${path}`));
  const options = ["--quiet", "--pathspec-from-file=-", "--pathspec-file-nul"];
  await git({ args: ["reset", ...options, "HEAD"], input });
}

function rawNames(paths: readonly string[]): string[] {
  return paths.map((path) => Buffer.from(path.replace(/\/+$/, "")).toString("latin1"));
}

function notBelow(roots: readonly string[]): (path: string) => boolean {
  return (path) => !roots.some((root) => path === root || path.startsWith(`${root}/`));
}

function fileOf(place: Checkout, rawPath: string): Buffer {
  return Buffer.concat([Buffer.from(`${place.top}/`), Buffer.from(rawPath, "latin1")]);
}
