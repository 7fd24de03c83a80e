import type { Environment } from "../kit/environment.ts";
import { inTurnQueue } from "../kit/in-turn.ts";
import { isThere } from "../kit/is-there.ts";
import { toDisk } from "../kit/process/to-disk.ts";
import { applyPatch } from "./apply-patch.ts";
import { locate } from "./checkout.ts";
import { commitTree } from "./commit.ts";
import { inspect } from "./inspect.ts";
import { land } from "./landing/land.ts";
import { landingFolder } from "./landing/record.ts";
import { isLanded, settleLanding } from "./landing/settle.ts";
import { mergeTrees } from "./merge.ts";
import { missingFilters, unreadableFiles } from "./obstacles.ts";
import { overlay } from "./overlay.ts";
import type { Git } from "./port.ts";
import { exclude, ignoredFolders, ignores, refs, resolveObject, updateRef } from "./refs.ts";
import { createRunner, LOCK_WAIT_MS } from "./run-git.ts";
import { withSnapshot } from "./snapshot.ts";
import { unfilledSubmodules } from "./submodules.ts";
import { withIndex, writeTree } from "./temp-index.ts";
import { blob, changes, files, lineCounts, patch, treeOf } from "./trees.ts";
import { addWorktree, listWorktrees, removeWorktree, resetWorktree } from "./worktrees.ts";

export interface GitOptions {
  /** The environment of the calling process; git's own variables in it are dropped. */
  readonly env: Environment;
  /** Longest wait for another process's lock file; default 5000 ms. */
  readonly lockWaitMs?: number;
  /** `RepositoryFacts.commonDir`: a tree whose .git leads elsewhere is refused with FOREIGN_GIT_DIR. */
  readonly commonDir?: string;
}

export function createGit({ env, lockWaitMs = LOCK_WAIT_MS, commonDir }: GitOptions): Git {
  const run = createRunner({ env, lockWaitMs, commonDir });
  const tools = { lockWaitMs, toDisk: (folder: string) => toDisk(folder, env) };
  const inTurn = inTurnQueue();
  return {
    inspect: (cwd) => inspect(run, cwd),
    snapshot: async (dir, options) => {
      const place = await locate(run, dir);
      return withSnapshot(run, place, options ?? {}, async ({ tree, nested }) => ({
        tree,
        nested,
      }));
    },
    commitTree: (top, request) => commitTree(run, top, request),
    treeOf: (top, rev) => treeOf(run, top, rev),
    resolve: (top, rev) => resolveObject(run, top, `${rev}^{commit}`),
    changes: (top, from, to) => changes(run, top, from, to),
    lineCounts: (top, from, to) => lineCounts(run, top, from, to),
    files: (top, treeish, paths) => files(run, top, treeish, paths),
    overlay: (top, request) => overlay(run, top, request),
    patch: (top, from, to) => patch(run, top, from, to),
    applyPatch: (top, content) => inTurn(() => applyPatch(run, top, content)),
    stagedTree: async (top) => withIndex(run, await locate(run, top), "checkout", writeTree),
    blob: (top, treeish, path) => blob(run, top, treeish, path),
    merge: async (top, request) => mergeTrees(run, await locate(run, top), request),
    addWorktree: (top, dir, commit) => inTurn(() => addWorktree(run, top, dir, commit)),
    resetWorktree: (dir, commit) => resetWorktree(run, dir, commit),
    unfilledSubmodules: (top) => unfilledSubmodules(run, top),
    missingFilters: (top) => missingFilters(run, top, env["PATH"] ?? ""),
    unreadableFiles: (top) => unreadableFiles(run, top),
    removeWorktree: (top, dir) => inTurn(() => removeWorktree(run, top, dir)),
    listWorktrees: (top) => listWorktrees(run, top),
    updateRef: (top, ref, to, expectedOld) => updateRef(run, top, { ref, to, expectedOld }),
    deleteRef: (top, ref, expectedOld) => updateRef(run, top, { ref, to: undefined, expectedOld }),
    refs: (top, prefix) => refs(run, top, prefix),
    ignores: (top, path) => ignores(run, top, path),
    ignoredFolders: (top) => ignoredFolders(run, top),
    exclude: (top, line) => inTurn(() => exclude(run, top, line)),
    land: (request) => inTurn(() => land(run, request, tools)),
    hasCutLanding: async (top) => isThere(landingFolder(await locate(run, top)).root),
    isLanded: (top, request) => isLanded(run, top, request),
    settleLanding: (top, said) =>
      inTurn(async () => {
        const place = await locate(run, top);
        return settleLanding({ run, place, ...tools }, said);
      }),
  };
}
