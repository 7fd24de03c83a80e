import { join } from "node:path";
import type { RunGit } from "../../git/run-git.ts";
import { everyPart } from "../../kit/every-part.ts";
import type { FileGuard } from "./file-guard.ts";
import { guardFiles } from "./file-guard.ts";
import { type ByteString, locateTree, type TreePlace, utf8 } from "./git.ts";
import { guardIndex } from "./index-guard.ts";
import type { RefGuard } from "./ref-guard.ts";
import { guardRefs } from "./ref-guard.ts";
import { rescue } from "./rescue.ts";
import { stripSetId } from "./set-id.ts";
import type { TreeChange } from "./tree-restore.ts";
import { changesBetween, undoChanges } from "./tree-restore.ts";
import type { SavedIndex, TreeSnapshot } from "./tree-snapshot.ts";
import { takeSnapshot } from "./tree-snapshot.ts";

/** Indexes by directory. The caller keeps the cache between calls, so that not every file is read again. */
export type WatchCache = Map<string, SavedIndex>;

export interface WatchedTrees {
  /** The agent's own tree: changes that `allowed` refuses are undone. Paths are relative, with `/`. */
  worktree?: {
    dir: string;
    allowed: (path: string) => boolean;
    exclude: readonly string[];
    /** True if the user also works there: an undone change may be the user's, so it is first kept as a commit. */
    rescue: boolean;
  };
  /** The user's checkout: every change is first kept as a commit and then undone. */
  checkout?: { dir: string; exclude?: readonly string[] };
  /** Further trees in which nobody works meanwhile; treated like the checkout. */
  quiet?: readonly { dir: string; exclude?: readonly string[] }[];
  /** The repository's common directory: branches, HEAD, config, hooks. */
  gitDir?: string;
  /** Worktrees whose HEAD and link to the repository are guarded, but not their contents. */
  linked?: readonly string[];
  /** Absolute `.git` files that lead to a repository, guarded where the kernel holds all else of version control. */
  pointers?: readonly string[];
  /** The common directory that all trees must belong to; another directory is refused with FOREIGN_GIT_DIR. */
  repository?: string;
  /** Absolute files and directories, kept in memory; we must not write them meanwhile. */
  protect?: readonly string[];
  /** Absolute files that we may extend meanwhile, such as the journal. */
  appendOnly?: readonly string[];
  cache?: WatchCache;
}

/** The changes that were undone. Paths in the trees are relative, the other paths absolute. */
export interface TreeWatchResult {
  worktree: string[];
  checkout: string[];
  refs: string[];
  gitFiles: string[];
  protected: string[];
  /** Files of the trees whose setuid or setgid bit was taken off. */
  stripped: string[];
  /** The ref that keeps the changed content of the checkout and the moved branches. */
  rescued?: string;
}

interface Watched {
  place: TreePlace;
  before: TreeSnapshot;
  allowed: (path: string) => boolean;
}

// A half-done merge would turn the user's next commit into a merge commit.
const GIT_STATE = [
  "config",
  "config.worktree",
  "hooks",
  "info",
  "MERGE_HEAD",
  "MERGE_MSG",
  "MERGE_MODE",
  "CHERRY_PICK_HEAD",
  "REVERT_HEAD",
  "rebase-merge",
  "rebase-apply",
  "sequencer",
];

/**
 * Compare-and-restore around one agent shell call: `settle` undoes the changes that the call was not allowed to make,
 * also those after a change that it cannot undo. It cannot tell who made a change, it does not see ignored files or lost
 * objects, and it sees a background process only at the next call. Throws like `everyPart`; AegisErrors are GIT_FAILED,
 * GIT_LOCKED and RESCUE_FAILED.
 */
export async function watchTrees(
  git: RunGit,
  trees: WatchedTrees,
): Promise<{ settle(): Promise<TreeWatchResult> }> {
  const never = () => false;
  const foreign = [...(trees.checkout ? [trees.checkout] : []), ...(trees.quiet ?? [])];
  const worktree = trees.worktree
    ? await watch(git, trees, trees.worktree, trees.worktree.allowed)
    : undefined;
  const others = await Promise.all(foreign.map((tree) => watch(git, trees, tree, never)));
  const places = [worktree, ...others].flatMap((one) => (one ? [one.place] : []));
  for (const dir of trees.linked ?? []) places.push(await locateTree(git, dir, trees.repository));
  const guard = await guardGit(git, trees.gitDir, places);
  const index = trees.checkout && others[0] ? await guardIndex(git, others[0].place) : undefined;
  const pointers = await guardFiles(trees.pointers ?? []);
  const files = await guardFiles(trees.protect ?? [], trees.appendOnly);
  const repository = trees.gitDir ?? places[0]?.commonDir;

  const undo = async (result: TreeWatchResult): Promise<void> => {
    const damage = await guard?.refs.inspect();
    const changed = await Promise.all(others.map((one) => look(git, one)));
    const own = worktree && (await look(git, worktree));
    const lost = {
      trees: [...ownKeepable(trees, own), ...changed.flatMap(keepable)],
      commits: damage?.lost ?? [],
    };
    const rescued = repository ? await rescue(git, repository, lost) : undefined;
    if (rescued !== undefined) result.rescued = rescued;
    result.refs.push(...(damage?.changed ?? []));
    await everyPart([
      () => damage?.putBack(),
      async () => {
        if (await index?.putBack()) result.gitFiles.push(index?.path ?? "");
      },
      ...others.map((one, at) => async () => {
        result.checkout.push(...(await restore(git, one, changed[at], trees.cache)));
      }),
      async () => {
        if (worktree) result.worktree.push(...(await restore(git, worktree, own, trees.cache)));
      },
      ...[...others, ...(worktree ? [worktree] : [])].map(({ place }, at) => () => {
        const look = at < changed.length ? changed[at] : own;
        return stripSetId(place.dir, look?.touched ?? [], result.stripped);
      }),
    ]);
  };

  return {
    async settle() {
      const result: TreeWatchResult = {
        ...{ worktree: [], checkout: [], refs: [], gitFiles: [], protected: [], stripped: [] },
      };
      await everyPart([
        // Git's own files come first, because all later steps run git.
        async () => void result.gitFiles.push(...((await guard?.files.putBack()) ?? [])),
        async () => void result.gitFiles.push(...(await pointers.putBack())),
        () => undo(result),
        // These steer the host: they come back even if git fails, but after `undo` has kept what the user wrote in them.
        async () => void result.protected.push(...(await files.putBack())),
      ]);
      return result;
    },
  };
}

async function watch(
  git: RunGit,
  { repository, cache }: WatchedTrees,
  tree: { dir: string; exclude?: readonly string[] },
  allowed: (path: string) => boolean,
): Promise<Watched> {
  const place = await locateTree(git, tree.dir, repository);
  const index = cache?.get(place.dir);
  const before = await takeSnapshot(git, place, index && { index }, tree.exclude ?? []);
  cache?.set(place.dir, before.index);
  return { place, before, allowed };
}

interface Observation {
  after: TreeSnapshot;
  /** Files that differ from the snapshot before, or whose times do. */
  touched: readonly ByteString[];
  refused: TreeChange[];
}

async function look(git: RunGit, watched: Watched): Promise<Observation> {
  const { place } = watched;
  let touched: readonly ByteString[] = [];
  const after = await takeSnapshot(git, place, watched.before, [], (files) => {
    touched = files;
  });
  const changes = await changesBetween(git, place, watched.before.tree, after.tree);
  return { after, touched, refused: changes.filter((one) => !watched.allowed(utf8(one.path))) };
}

function keepable(look: Observation): string[] {
  return look.refused.length > 0 ? [look.after.tree] : [];
}

function ownKeepable({ worktree }: WatchedTrees, own: Observation | undefined): string[] {
  return own && worktree?.rescue ? keepable(own) : [];
}

// A changed .gitignore may hide further changes, and so may another .gitignore below it.
const MAX_LOOKS = 5;

async function restore(
  git: RunGit,
  watched: Watched,
  first: Observation | undefined,
  cache: WatchCache | undefined,
): Promise<string[]> {
  const restored: string[] = [];
  let current = first;
  for (let round = 0; current && round < MAX_LOOKS; round += 1) {
    restored.push(...(await undoChanges(git, watched.place, watched.before, current.refused)));
    cache?.set(watched.place.dir, current.after.index);
    const hidden = current.refused.some((one) => /(^|\/)\.gitignore$/.test(one.path));
    current = hidden ? await look(git, watched) : undefined;
  }
  return restored;
}

async function guardGit(
  git: RunGit,
  gitDir: string | undefined,
  places: readonly TreePlace[],
): Promise<{ files: FileGuard; refs: RefGuard } | undefined> {
  if (gitDir === undefined) return undefined;
  const linked = places.filter((place) => place.gitDir !== gitDir);
  const pointers = linked.flatMap((place) => [
    join(place.dir, ".git"),
    join(place.gitDir, "gitdir"),
    join(place.gitDir, "commondir"),
  ]);
  const heads = new Set([gitDir, ...linked.map((place) => place.gitDir)]);
  const [files, refs] = await Promise.all([
    guardFiles([...GIT_STATE.map((name) => join(gitDir, name)), ...pointers]),
    guardRefs(
      git,
      gitDir,
      [...heads].map((dir) => join(dir, "HEAD")),
    ),
  ]);
  return { files, refs };
}
