import { realpath } from "node:fs/promises";
import { execa } from "execa";
import { AegisError } from "../../kit/errors.ts";

/** Bytes as a string, one character per byte: paths need not be valid UTF-8. */
export type ByteString = string;

// Whatever the agent (or a hook that started OpenCode) set must not steer our own git.
const NEUTRAL: Record<string, string | undefined> = {
  GIT_DIR: undefined,
  GIT_WORK_TREE: undefined,
  GIT_COMMON_DIR: undefined,
  GIT_INDEX_FILE: undefined,
  GIT_OBJECT_DIRECTORY: undefined,
  GIT_ALTERNATE_OBJECT_DIRECTORIES: undefined,
  GIT_NAMESPACE: undefined,
  GIT_CONFIG_COUNT: undefined,
  GIT_CONFIG_PARAMETERS: undefined,
  GIT_OPTIONAL_LOCKS: "0",
  LC_ALL: "C",
};

const SAFE = [
  "core.fsmonitor=false",
  "core.hooksPath=/dev/null",
  "core.splitIndex=false",
  "core.quotePath=false",
  "advice.addEmbeddedRepo=false",
].flatMap((setting) => ["-c", setting]);

/**
 * Runs git with hooks and helpers off and returns its output. Throws GIT_FAILED on any exit code
 * but 0 and the tolerated one.
 */
export async function runGit(
  cwd: string,
  args: readonly string[],
  options: { input?: ByteString; env?: Record<string, string>; tolerate?: number } = {},
): Promise<ByteString> {
  const result = await execa("git", [...SAFE, ...args], {
    cwd,
    env: { ...NEUTRAL, ...options.env },
    input: Buffer.from(options.input ?? "", "latin1"),
    // Not "buffer": Bun, in which OpenCode runs us, takes it for a text encoding and fails.
    encoding: "latin1",
    stripFinalNewline: false,
    reject: false,
  });
  if (result.exitCode !== 0 && result.exitCode !== options.tolerate) {
    const stderr = utf8(result.stderr);
    throw new AegisError(
      "GIT_FAILED",
      `git ${args.join(" ")} failed in ${cwd}: ${stderr.trim() || result.message}`,
      "Look at the repository with `git status` and `git fsck`.",
      { cause: result },
    );
  }
  return result.stdout;
}

export function utf8(bytes: ByteString): string {
  return Buffer.from(bytes, "latin1").toString("utf8");
}

/** Where git keeps what belongs to a working tree. All paths absolute. */
export interface TreePlace {
  dir: string;
  gitDir: string;
  commonDir: string;
  objects: string;
  exclude: string;
  format: string;
}

/**
 * Throws FOREIGN_GIT_DIR when the tree does not belong to the repository at `commonDir`: its `.git` file
 * may name a directory whose configuration runs programs.
 */
export async function locateTree(dir: string, repository?: string): Promise<TreePlace> {
  const out = await runGit(dir, [
    "rev-parse",
    "--path-format=absolute",
    "--show-toplevel",
    "--absolute-git-dir",
    "--git-common-dir",
    "--git-path",
    "objects",
    "--git-path",
    "info/exclude",
    "--show-object-format",
  ]);
  const [top = dir, gitDir = "", commonDir = "", objects = "", exclude = "", format = "sha1"] =
    utf8(out).trimEnd().split("\n");
  if (repository !== undefined && (await realpath(commonDir)) !== (await realpath(repository))) {
    throw new AegisError(
      "FOREIGN_GIT_DIR",
      `${dir} says that its git directory is ${gitDir}, which is not of this repository.`,
      "Somebody replaced its .git file. `git worktree repair` in the main checkout mends it.",
    );
  }
  return { dir: top, gitDir, commonDir, objects, exclude, format };
}
