import { mkdir, mkdtemp, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { OWN_INDEX } from "../../git/environment.ts";
import type { RunGit } from "../../git/run-git.ts";
import { addAll, addMarks } from "./add-all.ts";
import { askGit, type ByteString, type TreePlace } from "./git.ts";

/** A private index: git's list of files with their sizes and times, so that the next snapshot is quick. */
export interface SavedIndex {
  bytes: Uint8Array;
  /** Modification time in seconds. Git mistrusts entries as young as the index itself. */
  time: number;
}

export interface TreeSnapshot {
  tree: string;
  index: SavedIndex;
  /** Ignore rules at the time of the snapshot, so that a later snapshot hides no more files than this one. */
  ignore: string;
}

/**
 * The exact bytes of all files that git does not ignore, as a tree object in the repository. `from` is an earlier
 * snapshot of the same directory; `sawChanged` gets the files that are not as they were then.
 */
export async function takeSnapshot(
  git: RunGit,
  place: TreePlace,
  from: { index: SavedIndex; ignore?: string } | undefined,
  exclude: readonly string[],
  sawChanged?: (files: readonly ByteString[]) => void,
): Promise<TreeSnapshot> {
  const ignore = from?.ignore ?? (await ignoreRules(place, exclude));
  return withPrivateGit(place, { ignore, index: from?.index }, async (env, indexFile) => {
    if (!from) await addTrackedIgnored(git, place, env);
    const marks = await addAll(git, place, env, OWN_INDEX, sawChanged);
    const [bytes, { mtimeMs }] = await Promise.all([readFile(indexFile), stat(indexFile)]);
    await addMarks(git, place, env, marks);
    // A mark names no object.
    const write = [...OWN_INDEX, "write-tree", "--missing-ok"];
    const tree = (await askGit(git, place.dir, write, { env })).trim();
    return { tree, index: { bytes, time: Math.floor(mtimeMs / 1000) }, ignore };
  });
}

/** Restores `paths` from the snapshot. */
export async function writeFromSnapshot(
  git: RunGit,
  place: TreePlace,
  snapshot: TreeSnapshot,
  paths: readonly ByteString[],
): Promise<void> {
  if (paths.length === 0) return;
  await withPrivateGit(place, snapshot, (env) =>
    askGit(git, place.dir, [...OWN_INDEX, "checkout-index", "--force", "-z", "--stdin"], {
      env,
      input: `${paths.join("\0")}\0`,
    }),
  );
}

async function ignoreRules(place: TreePlace, exclude: readonly string[]): Promise<string> {
  const own = await readFile(place.exclude, "utf8").catch(() => "");
  const anchored = exclude.map((path) => `/${path.replace(/^\/+|\/+$/g, "")}`);
  return `${own}\n${anchored.join("\n")}\n`;
}

// `add --all` would miss tracked files that match an ignore rule.
async function addTrackedIgnored(
  git: RunGit,
  place: TreePlace,
  env: Record<string, string>,
): Promise<void> {
  const input = await askGit(git, place.dir, ["ls-files", "-z", "-c", "-i", "--exclude-standard"]);
  if (input === "") return;
  await askGit(
    git,
    place.dir,
    [...OWN_INDEX, "update-index", "--add", "--remove", "-z", "--stdin"],
    { env, input },
  );
}

// The repository's own git directory is not used: its config and attributes could run filters, and a filter would not
// reproduce the exact bytes.
async function withPrivateGit<T>(
  place: TreePlace,
  state: { ignore: string; index: SavedIndex | undefined },
  use: (env: Record<string, string>, indexFile: string) => Promise<T>,
): Promise<T> {
  const gitDir = await mkdtemp(join(tmpdir(), "aegis-watch-"));
  try {
    await Promise.all([mkdir(join(gitDir, "refs")), mkdir(join(gitDir, "info"))]);
    const version = place.format === "sha1" ? 0 : 1;
    const extension = version === 0 ? "" : `[extensions]\nobjectFormat=${place.format}\n`;
    const index = join(gitDir, "index");
    await Promise.all([
      writeFile(join(gitDir, "HEAD"), "ref: refs/heads/none\n"),
      writeFile(
        join(gitDir, "config"),
        `[core]\nrepositoryformatversion=${version}\nbare=false\nfilemode=true\n${extension}`,
      ),
      writeFile(join(gitDir, "info", "exclude"), state.ignore),
      writeFile(
        join(gitDir, "info", "attributes"),
        "* -text -filter -ident -working-tree-encoding\n",
      ),
    ]);
    if (state.index) {
      await writeFile(index, state.index.bytes);
      await utimes(index, state.index.time, state.index.time);
    }
    const env = {
      GIT_DIR: gitDir,
      GIT_WORK_TREE: place.dir,
      GIT_INDEX_FILE: index,
      GIT_OBJECT_DIRECTORY: place.objects,
    };
    return await use(env, index);
  } finally {
    await rm(gitDir, { recursive: true, force: true });
  }
}
