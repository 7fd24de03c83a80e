import { randomUUID } from "node:crypto";
import { copyFile, rm, stat, utimes } from "node:fs/promises";
import { join } from "node:path";
import { isRunning, processStat } from "../kit/process/process-stat.ts";
import type { Checkout } from "./checkout.ts";
import { OWN_INDEX } from "./environment.ts";
import { oneValue } from "./output.ts";
import type { FileEntry } from "./port.ts";
import type { GitCall, GitOutput, RunGit } from "./run-git.ts";

/** Runs a git command at the top of a checkout, on our own index. */
export type IndexGit = (call: GitCall) => Promise<GitOutput>;

/** Gives `use` a private index and removes the index afterwards. */
export async function withIndex<T>(
  run: RunGit,
  place: Checkout,
  seed: "checkout" | "empty",
  use: (git: IndexGit, file: string) => Promise<T>,
): Promise<T> {
  // The index lies in the git directory: only there does a split index find its shared part.
  const file = join(place.gitDir, ownIndexName());
  try {
    if (seed === "checkout") await copyIndex(join(place.gitDir, "index"), file);
    const git: IndexGit = (call) =>
      run(place.top, {
        ...call,
        args: [...OWN_INDEX, ...call.args],
        env: { ...call.env, GIT_INDEX_FILE: file },
      });
    return await use(git, file);
  } finally {
    await Promise.all([rm(file, { force: true }), rm(`${file}.lock`, { force: true })]);
  }
}

/** A name for one of our indexes. In a container, a later process often has the same id, so the name has its start too. */
export function ownIndexName(): string {
  const started = processStat(process.pid)?.started ?? "";
  return `${OWN_INDEX_PREFIX}${process.pid}-${started}-${randomUUID()}`;
}

/** True if the process that made this index has ended. A name of an older version counts as left. */
export function isLeftIndex(name: string): boolean {
  if (!name.startsWith(OWN_INDEX_PREFIX)) return false;
  const [, pid, started = ""] = OWNER.exec(name.slice(OWN_INDEX_PREFIX.length)) ?? [];
  if (pid === undefined) return true;
  return !isRunning(Number(pid), started);
}

const OWNER = /^(\d+)-(\d*)-[0-9a-f]{8}-/;

const OWN_INDEX_PREFIX = "aegis-index-";

export async function writeTree(git: IndexGit): Promise<string> {
  return oneValue((await git({ args: ["write-tree"] })).stdout);
}

/** A tree of exactly these entries. */
export async function buildTree(
  run: RunGit,
  place: Checkout,
  entries: ReadonlyMap<string, FileEntry>,
): Promise<string> {
  return withIndex(run, place, "empty", async (git) => {
    await git(entriesCall(entries, 0)); // nothing to remove
    return writeTree(git);
  });
}

/** The call that sets and removes index entries. Removals come first, so that a folder can replace a file. */
export function entriesCall(
  edits: ReadonlyMap<string, FileEntry | undefined>,
  hashLength: number,
): GitCall {
  const removed: string[] = [];
  const set: string[] = [];
  for (const [path, entry] of edits) {
    if (entry === undefined) removed.push(`0 ${"0".repeat(hashLength)}\t${path}\0`);
    else set.push(`${entry.mode} ${entry.oid}\t${path}\0`);
  }
  return { args: ["update-index", "-z", "--index-info"], input: [...removed, ...set].join("") };
}

async function copyIndex(from: string, to: string): Promise<void> {
  const before = await stat(from).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return;
    throw error;
  });
  if (before === undefined) return;
  await copyFile(from, to);
  // Git rereads files that are not older than their index. With a fresh time on the copy, git would trust a file that
  // changed right after the original was written.
  const seconds = (before.mtimeMs - 50) / 1000;
  await utimes(to, seconds, seconds);
}
