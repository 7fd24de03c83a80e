import { lstat, readdir, rm, rmdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Checkout } from "./checkout.ts";
import type { Backup } from "./file-backup.ts";
import { looseFields } from "./output.ts";
import { entriesCall, type IndexGit } from "./temp-index.ts";
import type { EntryChange } from "./trees.ts";

type Changes = ReadonlyMap<string, EntryChange>;

/**
 * Paths of files that no snapshot holds (mostly ignored files) and that the update would overwrite. Git itself protects
 * only untracked files.
 */
export async function obstacles(place: Checkout, changes: Changes): Promise<string[]> {
  const found = new Set<string>();
  for (const { path, before } of changes.values()) {
    const blocking = before === undefined ? await blocker(place, changes, path) : undefined;
    if (blocking !== undefined) found.add(blocking);
  }
  return [...found].sort();
}

/** True if the files still match the index, so that git would update them. */
export async function canUpdate(git: IndexGit, from: string, to: string): Promise<boolean> {
  const { code } = await git({ ...readTree(from, to, "--dry-run"), answers: [1, 128] });
  return code === 0;
}

export async function updateFiles(git: IndexGit, from: string, to: string): Promise<void> {
  await git(readTree(from, to));
}

/**
 * Undoes an update to `to`, even if the update was cut off halfway. Returns the paths that hold neither the old nor the
 * written content; these files stay unchanged.
 */
export async function restoreFiles(
  place: Checkout,
  git: IndexGit,
  backup: Backup,
  { to, changes }: { readonly to: string; readonly changes: Changes },
): Promise<string[]> {
  await git({ args: ["read-tree", to] });
  await git({ args: ["update-index", "-q", "--refresh"], answers: [1] });
  const { stdout } = await git({ args: ["diff-files", "-z", "--name-only"] });
  const differing = new Set(looseFields(stdout));
  const isWritten = ({ path, after }: EntryChange) => after !== undefined && !differing.has(path);
  const restorable = [...changes.values()].filter((change) => !isSubmodule(change));
  const unclear: string[] = [];
  for (const change of restorable.filter(({ before }) => before === undefined)) {
    if (isWritten(change)) await removeFile(place, change.path);
    else if ((await kindOf(place, change.path)) === "file") unclear.push(change.path);
  }
  for (const change of restorable.filter(({ before }) => before !== undefined)) {
    const kind = await kindOf(place, change.path);
    if (kind === "file" && (await backup.unchanged(change.path))) continue;
    if (kind === "none" || isWritten(change)) await backup.restore(change.path);
    else unclear.push(change.path);
  }
  return unclear;
}

/** The files that an update will replace or delete. */
export function replacedFiles(changes: Changes): string[] {
  const replaced = [...changes.values()].filter(({ before }) => before !== undefined);
  return replaced.filter((change) => !isSubmodule(change)).map(({ path }) => path);
}

function isSubmodule({ before, after }: EntryChange): boolean {
  return before?.mode === "160000" || after?.mode === "160000";
}

/** Index entries of the changed paths, from before or after the change. */
export function indexUpdate(changes: Changes, side: "before" | "after", hashLength: number) {
  const edits = [...changes.values()].map((change) => [change.path, change[side]] as const);
  return entriesCall(new Map(edits), hashLength);
}

function readTree(from: string, to: string, ...options: readonly string[]) {
  const update = ["-m", "-u", ...options];
  return { args: ["read-tree", ...update, from, to] };
}

/** The first file on the way to `path` that the update does not delete. */
async function blocker(
  place: Checkout,
  changes: Changes,
  path: string,
): Promise<string | undefined> {
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

async function kindOf(place: Checkout, path: string): Promise<"none" | "file" | "folder"> {
  try {
    return (await lstat(join(place.top, path))).isDirectory() ? "folder" : "file";
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return "none";
    throw error;
  }
}

async function removeFile(place: Checkout, path: string): Promise<void> {
  await rm(join(place.top, path), { force: true });
  for (let dir = dirname(path); dir !== "."; dir = dirname(dir)) {
    const emptied = await rmdir(join(place.top, dir)).then(
      () => true,
      () => false, // still in use, by the user or by the next file
    );
    if (!emptied) return;
  }
}
