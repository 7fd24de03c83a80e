import { chmod, lstat } from "node:fs/promises";
import type { Environment } from "../../kit/environment.ts";
import { AegisError } from "../../kit/errors.ts";
import { everyPart } from "../../kit/every-part.ts";
import { run } from "../../kit/process/run.ts";
import { STATE_FOLDER } from "../../kit/state-paths.ts";

const SETID = 0o6000;
const OPEN_TO_ALL = 0o002;
const MAX_DEPTH = 50;

/** What a call has left in the trees; all paths are bytes, relative to `dir`. */
export interface LeftModes {
  /** Files and folders whose setuid or setgid bit was taken off. */
  stripped: { dir: string; path: Buffer }[];
  /** New pipes, sockets and devices: git does not see them. */
  special: { dir: string; path: Buffer }[];
}

export interface ModeGuard {
  /**
   * Opens folders that became unreadable, so that a later look sees into them, and takes off the setuid, setgid and
   * world-writable bits that were not there before. Goes on after an error, then rejects like `everyPart`.
   */
  settle(): Promise<LeftModes>;
}

/** `refused`: the kernel lets no call set a setuid or setgid bit, so that only what hides files is looked for. */
export type Modes = "watched" | "refused";

/**
 * Notes the modes that git does not keep. A tree whose top is open to everybody keeps its world-writable files: on some
 * disks every file is. Rejects with PROGRAM_MISSING without `find`.
 */
export async function guardModes(
  dirs: readonly string[],
  env: Environment,
  modes: Modes,
): Promise<ModeGuard> {
  const trees = await Promise.all(
    [...new Set(dirs)].map(async (dir) => ({
      dir,
      modes,
      watched:
        modes === "refused" ? 0 : SETID | ((await lstat(dir)).mode & OPEN_TO_ALL ? 0 : OPEN_TO_ALL),
      before: await modesIn(dir, env, modes),
    })),
  );
  return {
    async settle() {
      const left: LeftModes = { stripped: [], special: [] };
      await everyPart(trees.map((tree) => () => settleTree(tree, env, left)));
      return left;
    },
  };
}

interface Tree {
  dir: string;
  modes: Modes;
  /** The bits that a call may not add. */
  watched: number;
  before: ReadonlyMap<string, Found>;
}

interface Found {
  path: Buffer;
  mode: number;
  kind: "file" | "folder" | "special";
}

async function settleTree(tree: Tree, env: Environment, left: LeftModes): Promise<void> {
  const { dir, before } = tree;
  const now = await opened(tree, env);
  await everyPart(
    [...now].map(([key, found]) => async () => {
      if (found.kind !== "special") return strip(tree, key, found, left);
      if (before.get(key)?.kind !== "special") left.special.push({ dir, path: found.path });
    }),
  );
}

/** Opens what became unreadable, folder in folder; resolves with all that the open tree has. */
async function opened({ dir, modes, before }: Tree, env: Environment): Promise<Map<string, Found>> {
  for (let depth = 0; depth < MAX_DEPTH; depth += 1) {
    const now = await modesIn(dir, env, modes);
    const closed = [...now].filter(
      ([key, { kind, mode }]) =>
        kind === "folder" && (mode & 0o700) !== 0o700 && before.get(key)?.mode !== mode,
    );
    if (closed.length === 0) return now;
    await everyPart(
      closed.map(
        ([, { path, mode }]) =>
          () =>
            chmod(absolute(dir, path), (mode & 0o7777) | 0o700),
      ),
    );
  }
  throw new AegisError(
    "TREE_UNREADABLE",
    `${dir} has more than ${MAX_DEPTH} folders in each other that became unreadable.`,
    `Make them readable: chmod -R u+rwX ${JSON.stringify(dir)}`,
  );
}

async function strip(
  { dir, watched, before }: Tree,
  key: string,
  { path, kind, mode }: Found,
  left: LeftModes,
): Promise<void> {
  const added = mode & watched & ~(before.get(key)?.mode ?? 0);
  const taken = kind === "folder" && (await inheritsGroup(dir, path)) ? added & ~0o2000 : added;
  if (taken === 0) return;
  await chmod(absolute(dir, path), mode & 0o7777 & ~taken);
  if (taken & SETID) left.stripped.push({ dir, path });
}

/** The kernel gives a new folder the setgid bit of the folder around it. */
async function inheritsGroup(dir: string, path: Buffer): Promise<boolean> {
  const parent = path.subarray(0, Math.max(0, path.lastIndexOf("/")));
  return ((await lstat(absolute(dir, parent))).mode & 0o2000) !== 0;
}

/** What `find` prints: pipes, sockets, devices, folders that their owner cannot use, and with `modes` the watched bits. */
function question(modes: Modes): string[] {
  const left = [
    ...["-path", "./.git", "-o", "-path", `./${STATE_FOLDER}`],
    // What git ignores nobody compares, and a mode is the kernel's affair.
    ...(modes === "refused" ? ["-o", "-type", "d", "-name", "node_modules"] : []),
  ];
  const bits = [
    ...["(", "-type", "f", "-o", "-type", "d", ")"],
    ...[
      "(",
      "-perm",
      "-4000",
      "-o",
      "-perm",
      "-2000",
      "-o",
      "-perm",
      "-0002",
      ")",
      "-print0",
      "-o",
    ],
  ];
  const special = ["p", "s", "b", "c"].flatMap((type) => ["-o", "-type", type]).slice(1);
  return [
    ...["(", ...left, ")", "-prune", "-o"],
    ...(modes === "refused" ? [] : bits),
    ...["-type", "d", "!", "-perm", "-0700", "-print0", "-o"],
    ...["(", ...special, ")", "-print0"],
  ];
}

/** By path, one character per byte. A folder that another user has closed is left out; `find` then exits with 1. */
async function modesIn(dir: string, env: Environment, modes: Modes): Promise<Map<string, Found>> {
  const { code, stdout, cut } = await run({
    argv: ["find", "-P", ".", "-xdev", ...question(modes)],
    cwd: dir,
    env,
  });
  if ((code !== 0 && code !== 1) || cut) throw cannotLook(dir);
  const found = new Map<string, Found>();
  for (const name of stdout.toString("latin1").split("\0")) {
    const path = Buffer.from(name.replace(/^\.\/?/, ""), "latin1");
    const stats = path.length > 0 && (await lstat(absolute(dir, path)).catch(absent));
    if (!stats) continue;
    const kind = stats.isDirectory() ? "folder" : stats.isFile() ? "file" : "special";
    if (!stats.isSymbolicLink())
      found.set(path.toString("latin1"), { path, mode: stats.mode, kind });
  }
  return found;
}

function absolute(dir: string, path: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`${dir}/`), path]);
}

function absent(cause: unknown): undefined {
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  if (code === "ENOENT" || code === "ENOTDIR") return undefined;
  throw cause;
}

function cannotLook(dir: string): AegisError {
  return new AegisError(
    "TREE_UNREADABLE",
    `The files of ${dir} could not be listed.`,
    "Look whether `find` works in that folder.",
  );
}
