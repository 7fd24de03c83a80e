/** What Aegis asks of git. Object ids are full hex; paths are relative to the top, with "/". */

export interface RepositoryFacts {
  /** Absolute top of the checkout that holds the asked directory. */
  readonly top: string;
  /** Real path of the git directory all worktrees of the repository share. */
  readonly commonDir: string;
  readonly head: string;
  /** Short name ("main"); undefined when HEAD is detached. */
  readonly branch: string | undefined;
  readonly linkedWorktree: boolean;
  readonly submodules: readonly string[];
  readonly caseInsensitive: boolean;
  /** The asked directory relative to `top`, without a final "/"; "" at the top. */
  readonly prefix: string;
  /** A name and an e-mail address are configured for authors and committers. */
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
  /** Mode after the change; absent when deleted. */
  readonly mode?: string;
}

export interface SnapshotOptions {
  /** Files or directories that come out as HEAD has them, whatever the work tree holds. */
  readonly exclude?: readonly string[];
}

export interface CommitRequest {
  readonly tree: string;
  readonly parents: readonly string[];
  readonly message: string;
  /** "user" takes the configured author and signs as configured; default "aegis". */
  readonly identity?: "aegis" | "user";
  /** Overrides the configuration. */
  readonly sign?: boolean;
}

export interface MergeRequest {
  readonly base: string;
  readonly ours: string;
  readonly theirs: string;
}

export interface MergeResult {
  /** At a conflict the tree holds the file with markers where lines clash, else "ours". */
  readonly tree: string;
  readonly conflicts: readonly string[];
}

export interface Worktree {
  readonly dir: string;
  /** Absent while git is still creating it. */
  readonly head?: string;
  readonly branch?: string;
  readonly locked: boolean;
  /** Its folder is gone. */
  readonly prunable: boolean;
}

export interface LandRequest {
  readonly top: string;
  /** The branch HEAD must be on; undefined for a detached HEAD. */
  readonly branch: string | undefined;
  /** The commit HEAD must still be at. */
  readonly expectedHead: string;
  /** Child of `expectedHead` that holds exactly the swarm's changes. */
  readonly commit: string;
  /**
   * What the checkout held when the Workers started: HEAD with the foundation, and with or
   * without the user's own uncommitted work of that time.
   */
  readonly base: string;
}

export type LandOutcome =
  | { readonly outcome: "landed" }
  | { readonly outcome: "branch-moved"; readonly head: string }
  | { readonly outcome: "overlap"; readonly paths: readonly string[] };

/**
 * `dir` and `top` are any directory inside a checkout. Every function may throw `AegisError`
 * GIT_FAILED, GIT_MISSING, GIT_LOCKED (a lock file outlived the wait) or NAME_NOT_UTF8.
 */
export interface Git {
  /** Throws NOT_A_REPOSITORY, UNTRUSTED_REPOSITORY, BARE_REPOSITORY, NO_COMMIT, GIT_TOO_OLD. */
  inspect(cwd: string): Promise<RepositoryFacts>;
  /**
   * The work tree as a tree object: tracked and untracked files, not the ignored ones;
   * submodules as the index has them. Touches neither index, files nor refs.
   * Throws UNMERGED_INDEX.
   */
  snapshot(dir: string, options?: SnapshotOptions): Promise<{ readonly tree: string }>;
  /** Throws NO_IDENTITY, SIGNING_FAILED. Moves no branch. */
  commitTree(top: string, request: CommitRequest): Promise<string>;
  /** Throws UNKNOWN_REVISION. */
  treeOf(top: string, rev: string): Promise<string>;
  /** The commit a revision names. Throws UNKNOWN_REVISION. */
  resolve(top: string, rev: string): Promise<string>;
  changes(top: string, from: string, to: string): Promise<readonly FileChange[]>;
  /** Files of a tree; with `paths`, only those files and what lies below those directories. */
  files(top: string, treeish: string, paths?: readonly string[]): Promise<Map<string, FileEntry>>;
  /** The tree `onto` with these paths as `from` has them; one that `from` has not is removed. */
  overlay(
    top: string,
    request: { readonly onto: string; readonly from: string; readonly paths: readonly string[] },
  ): Promise<string>;
  /** A binary patch `git apply` takes; empty when nothing differs. */
  patch(top: string, from: string, to: string): Promise<Buffer>;
  /** Undefined when the tree has no such file. */
  blob(top: string, treeish: string, path: string): Promise<Buffer | undefined>;
  /** Merges trees without a work tree and without following renames. */
  merge(top: string, request: MergeRequest): Promise<MergeResult>;
  /** A detached worktree at `commit`; calls on one object run one after another. */
  addWorktree(top: string, dir: string, commit: string): Promise<void>;
  /** Back to `commit`, detached, untracked files removed, ignored ones kept. No branch moves. */
  resetWorktree(dir: string, commit: string): Promise<void>;
  /** Also when the folder is gone already. Throws NOT_A_WORKTREE. */
  removeWorktree(top: string, dir: string): Promise<void>;
  listWorktrees(top: string): Promise<readonly Worktree[]>;
  /** `expectedOld` "" means it must not exist yet. Throws REF_MOVED. */
  updateRef(top: string, ref: string, to: string, expectedOld?: string): Promise<void>;
  /** A ref that does not exist is fine, unless `expectedOld` is given. Throws REF_MOVED. */
  deleteRef(top: string, ref: string, expectedOld?: string): Promise<void>;
  /** Refs below `prefix`, and always "HEAD": the ref it points to, or a commit when detached. */
  refs(top: string, prefix?: string): Promise<Map<string, string>>;
  /** True for a path below `top` that an ignore rule names; end a directory's name with "/". */
  ignores(top: string, path: string): Promise<boolean>;
  /** One line in the repository's local exclude file, written once. */
  exclude(top: string, line: string): Promise<void>;
  /**
   * Brings `commit` to the user's checkout: files, then index, then the branch. The user's
   * staged, unstaged and untracked work stays what it was, also where both changed one file
   * on different lines. Any other outcome than "landed" has changed nothing. A call that was
   * cut off may simply be repeated. Throws UNMERGED_INDEX, OPERATION_IN_PROGRESS, and
   * LANDING_NOT_UNDONE when a failed landing could not be taken back completely.
   */
  land(request: LandRequest): Promise<LandOutcome>;
}
