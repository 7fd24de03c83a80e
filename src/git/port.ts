/** The git operations that Aegis uses. Object ids are full hex; paths are relative to the top, with "/". */

export interface RepositoryFacts {
  /** Absolute top of the checkout that contains the given directory. */
  readonly top: string;
  /** Real path of the git directory that all worktrees of the repository share. */
  readonly commonDir: string;
  readonly head: string;
  /** Short name ("main"); undefined if HEAD is detached. */
  readonly branch: string | undefined;
  readonly linkedWorktree: boolean;
  readonly submodules: readonly string[];
  readonly caseInsensitive: boolean;
  /** The given directory relative to `top`, without a final "/"; "" at the top. */
  readonly prefix: string;
  /** True if a name and an e-mail address are configured for authors and committers. */
  readonly identity: boolean;
}

export interface FileEntry {
  readonly oid: string;
  /** Git's six octal digits: 100644, 100755, 120000 (symlink), 160000 (submodule). */
  readonly mode: string;
}

export interface FileChange {
  readonly path: string;
  readonly status: "added" | "modified" | "deleted" | "type-changed";
  /** Mode after the change; absent if the file was deleted. */
  readonly mode?: string;
}

/** `added` and `removed` are absent for a binary file. */
export interface LineCount {
  readonly path: string;
  readonly added?: number;
  readonly removed?: number;
}

export interface SnapshotOptions {
  /** Files or directories that the snapshot takes from HEAD instead of the work tree. */
  readonly exclude?: readonly string[];
  /**
   * Looks only at these files, and at everything below them if they are directories; ASCII letters in any case. All
   * other paths may be as in the index instead of as in the work tree.
   */
  readonly near?: readonly string[];
}

export interface TakenSnapshot {
  readonly tree: string;
  /** Repositories inside the work tree that are no submodules, without a final "/": the tree lacks their files. */
  readonly nested: readonly string[];
}

export interface CommitRequest {
  readonly tree: string;
  readonly parents: readonly string[];
  readonly message: string;
  /** "user" uses the configured author and signs as configured; default "aegis". */
  readonly identity?: "aegis" | "user";
  /** Overrides the configured signing. */
  readonly sign?: boolean;
}

export interface MergeRequest {
  readonly base: string;
  readonly ours: string;
  readonly theirs: string;
}

export interface MergeResult {
  /** In a conflict the tree holds the file with markers if lines clash, otherwise the version of "ours". */
  readonly tree: string;
  readonly conflicts: readonly string[];
}

export interface MissingFilter {
  /** As `.gitattributes` names it. */
  readonly filter: string;
  readonly program: string;
  readonly paths: readonly string[];
}

export interface Worktree {
  readonly dir: string;
  /** Absent while git is still creating the worktree. */
  readonly head?: string;
  readonly branch?: string;
  readonly locked: boolean;
  /** True if the worktree's folder is gone. */
  readonly prunable: boolean;
}

export interface LandRequest {
  readonly top: string;
  /** The branch that HEAD must be on; undefined for a detached HEAD. */
  readonly branch: string | undefined;
  /** The commit that HEAD must still be at. */
  readonly expectedHead: string;
  /** Child of `expectedHead` that holds exactly the swarm's changes. */
  readonly commit: string;
  /**
   * Content of the checkout when the Workers started: HEAD and the foundation, with or without the user's uncommitted
   * work at that time.
   */
  readonly base: string;
}

export type LandOutcome =
  | { readonly outcome: "landed" }
  | { readonly outcome: "branch-moved"; readonly head: string }
  | { readonly outcome: "overlap"; readonly paths: readonly string[] };

/** What became of a landing that was cut off. */
export type SettledLanding =
  | { readonly outcome: "none" }
  | { readonly outcome: "finished"; readonly commit: string }
  | {
      readonly outcome: "taken-back";
      readonly commit: string;
      /** All files of the landing. */
      readonly paths: readonly string[];
      readonly unclear: readonly UnclearFile[];
    };

/** A file that somebody wrote after the landing had begun. It stays; the user's file from before lies at `kept`. */
export interface UnclearFile {
  readonly path: string;
  /** Absolute path; absent if there was no file before. */
  readonly kept?: string;
}

/**
 * `dir` and `top` are any directory inside a checkout. Every function may throw `AegisError`
 * GIT_FAILED, GIT_MISSING, GIT_LOCKED (a lock file outlived the wait), NAME_NOT_UTF8, UNREADABLE_FILE, DISK_FULL or FILTER_FAILED.
 */
export interface Git {
  /** Throws NOT_A_REPOSITORY, UNTRUSTED_REPOSITORY, BARE_REPOSITORY, NO_COMMIT, GIT_TOO_OLD. */
  inspect(cwd: string): Promise<RepositoryFacts>;
  /**
   * Writes the work tree as a tree object: tracked and untracked files without ignored files; submodules as in the
   * index. Changes no index, file or ref. Throws UNMERGED_INDEX.
   */
  snapshot(dir: string, options?: SnapshotOptions): Promise<TakenSnapshot>;
  /** Throws NO_IDENTITY, SIGNING_FAILED. Moves no branch. */
  commitTree(top: string, request: CommitRequest): Promise<string>;
  /** Throws UNKNOWN_REVISION. */
  treeOf(top: string, rev: string): Promise<string>;
  /** The commit that a revision names. Throws UNKNOWN_REVISION. */
  resolve(top: string, rev: string): Promise<string>;
  changes(top: string, from: string, to: string): Promise<readonly FileChange[]>;
  /** Lines added and removed in each file that differs; a file without lines, such as a picture, has neither. */
  lineCounts(top: string, from: string, to: string): Promise<readonly LineCount[]>;
  /** Files of a tree; with `paths`, only those files and the files below those directories. */
  files(top: string, treeish: string, paths?: readonly string[]): Promise<Map<string, FileEntry>>;
  /** The tree `onto` with these paths taken from `from`; a path that `from` lacks is removed. */
  overlay(
    top: string,
    request: { readonly onto: string; readonly from: string; readonly paths: readonly string[] },
  ): Promise<string>;
  /** A binary patch for `git apply`; empty if nothing differs. */
  patch(top: string, from: string, to: string): Promise<Buffer>;
  /**
   * Applies such a patch to the files of the work tree; the index stays. Resolves with the paths that are not as the
   * patch expects them, so that nothing was written.
   */
  applyPatch(top: string, patch: Uint8Array): Promise<readonly string[]>;
  /** Tree of what is staged. */
  stagedTree(top: string): Promise<string>;
  /** Undefined if the tree has no such file. */
  blob(top: string, treeish: string, path: string): Promise<Buffer | undefined>;
  /** Merges trees without a work tree and without following renames. */
  merge(top: string, request: MergeRequest): Promise<MergeResult>;
  /** Adds a detached worktree at `commit`, with the submodules that the repository has fetched; calls on one `Git` object run one after another. */
  addWorktree(top: string, dir: string, commit: string): Promise<void>;
  /** Resets a worktree to `commit`, detached; removes untracked files and keeps ignored files; restores submodules. Moves no branch. */
  resetWorktree(dir: string, commit: string): Promise<void>;
  /** Submodules that are in the checkout and that a worktree cannot get, because their commit was not fetched. */
  unfilledSubmodules(top: string): Promise<readonly string[]>;
  /** Filters that files of the checkout need and whose program is missing: no worktree could be made. */
  missingFilters(top: string): Promise<readonly MissingFilter[]>;
  /** Tracked and untracked files that this user may not read: `snapshot` throws UNREADABLE_FILE for them. */
  unreadableFiles(top: string): Promise<readonly string[]>;
  /** Removes a worktree, even if its folder is already gone. Throws NOT_A_WORKTREE. */
  removeWorktree(top: string, dir: string): Promise<void>;
  listWorktrees(top: string): Promise<readonly Worktree[]>;
  /** `expectedOld` "" means that the ref must not exist yet. Throws REF_MOVED. */
  updateRef(top: string, ref: string, to: string, expectedOld?: string): Promise<void>;
  /** Accepts a ref that does not exist, unless `expectedOld` is given. Throws REF_MOVED. */
  deleteRef(top: string, ref: string, expectedOld?: string): Promise<void>;
  /** Refs below `prefix`, and always "HEAD": the ref that HEAD points to, or a commit if HEAD is detached. */
  refs(top: string, prefix?: string): Promise<Map<string, string>>;
  /** True if an ignore rule matches a path below `top`; end a directory's name with "/". */
  ignores(top: string, path: string): Promise<boolean>;
  /** Folders below `top` that git ignores and does not enter, without a final "/". Also links, which may lead to one. */
  ignoredFolders(top: string): Promise<readonly string[]>;
  /** Adds a line to the repository's local exclude file, unless the file has the line. */
  exclude(top: string, line: string): Promise<void>;
  /**
   * Brings `commit` to the user's checkout: files, then index, then the branch. The user's staged, unstaged and
   * untracked work stays unchanged, even if the user and the commit changed different lines of one file. An outcome
   * other than "landed" means that nothing has changed. All that is needed to undo the landing is on disk before the
   * first file changes; a call that was cut off is settled by the next call, or by `settleLanding`. Throws
   * UNMERGED_INDEX, OPERATION_IN_PROGRESS, LANDING_UNREADABLE, and LANDING_NOT_UNDONE if a failed landing could not be
   * undone completely.
   */
  land(request: LandRequest): Promise<LandOutcome>;
  /**
   * Ends a landing that was cut off: finished if its commit is on the branch, otherwise files and index become what they
   * were. Also removes what our killed git processes left. Only the process that drives the project may call it. Throws
   * LANDING_UNREADABLE. `said` notes what became of a landing before its record goes.
   */
  settleLanding(
    top: string,
    said?: (settled: SettledLanding) => Promise<unknown>,
  ): Promise<SettledLanding>;
  /** True if the commit is on the branch, or on HEAD. */
  isLanded(top: string, request: { commit: string; branch?: string | undefined }): Promise<boolean>;
  /** True if a landing was cut off and is not settled yet. */
  hasCutLanding(top: string): Promise<boolean>;
}
