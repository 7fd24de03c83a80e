import { lstat, readdir, rm, rmdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { looseFields } from "./output.ts";
import type { Place } from "./place.ts";
import { entriesCall, type IndexGit } from "./temp-index.ts";
import type { EntryChange } from "./trees.ts";

type Changes = ReadonlyMap<string, EntryChange>;

/**
 * Paths where something lies that no snapshot holds, an ignored file above all, and that the
 * update would write over: git itself protects untracked files only.
 */
export async function obstacles(place: Place, changes: Changes): Promise<string[]> {
  const found = new Set<string>();
  for (const { path, before } of changes.values()) {
    const blocking = before === undefined ? await blocker(place, changes, path) : undefined;
    if (blocking !== undefined) found.add(blocking);
  }
  return [...found].sort();
}

/** Writes the changed files, or nothing and false when one is no longer what `from` says. */
export async function updateFiles(git: IndexGit, from: string, to: string): Promise<boolean> {
  const rehearsal = readTree(from, to, "--dry-run");
  const { code } = await git({ ...rehearsal, answers: [1, 128] });
  if (code !== 0) return false;
  await git(readTree(from, to));
  return true;
}

/** Takes back what an update wrote, also one cut off halfway; the user's later edits stay. */
export async function restoreFiles(
  place: Place,
  git: IndexGit,
  trees: { readonly from: string; readonly to: string },
  changes: Changes,
): Promise<void> {
  await git({ args: ["read-tree", trees.to] });
  await git({ args: ["update-index", "-q", "--refresh"], answers: [1] });
  const { stdout } = await git({ args: ["diff-files", "-z", "--name-only"] });
  const edited = new Set(looseFields(stdout));
  const back: string[] = [];
  for (const { path, before, after } of changes.values()) {
    const present = await kindOf(place, path);
    const ours = after === undefined ? present === "none" : !edited.has(path);
    if (before === undefined && ours) await removeFile(place, path);
    if (before !== undefined && (ours || present === "none")) back.push(path);
  }
  await git({ args: ["read-tree", trees.from] });
  const input = back.map((path) => `${path}\0`).join("");
  await git({ args: ["checkout-index", "--force", "-z", "--stdin"], input });
}

/** Index entries of the changed paths, as they are after or were before the change. */
export function indexUpdate(changes: Changes, side: "before" | "after", hashLength: number) {
  const edits = [...changes.values()].map((change) => [change.path, change[side]] as const);
  return entriesCall(new Map(edits), hashLength);
}

function readTree(from: string, to: string, ...options: readonly string[]) {
  const update = ["-m", "-u", "--no-recurse-submodules", ...options];
  return { args: ["read-tree", ...update, from, to] };
}

/** The first thing on the way to `path` that is neither a folder nor deleted by the update. */
async function blocker(place: Place, changes: Changes, path: string): Promise<string | undefined> {
  const leaves = (name: string) => {
    const change = changes.get(name);
    return change !== undefined && change.after === undefined;
  };
  for (const parent of parentsOf(path)) {
    const kind = await kindOf(place, parent);
    if (kind === "none" || (kind === "file" && leaves(parent))) return;
    if (kind === "file") return parent;
  }
  const kind = await kindOf(place, path);
  if (kind === "none") return;
  if (kind === "file") return path;
  const names = await readdir(join(place.top, path), { recursive: true, withFileTypes: true });
  const files = names.filter((entry) => !entry.isDirectory());
  const kept = files.map((entry) => join(entry.parentPath, entry.name).slice(place.top.length + 1));
  return kept.find((name) => !leaves(name));
}

function parentsOf(path: string): string[] {
  const parts = path.split("/");
  return parts.slice(1).map((_, count) => parts.slice(0, count + 1).join("/"));
}

async function kindOf(place: Place, path: string): Promise<"none" | "file" | "folder"> {
  try {
    return (await lstat(join(place.top, path))).isDirectory() ? "folder" : "file";
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return "none";
    throw error;
  }
}

async function removeFile(place: Place, path: string): Promise<void> {
  await rm(join(place.top, path), { force: true });
  for (let dir = dirname(path); dir !== "."; dir = dirname(dir)) {
    const emptied = await rmdir(join(place.top, dir)).then(
      () => true,
      () => false, // still in use, by the user or by the next file
    );
    if (!emptied) return;
  }
}
