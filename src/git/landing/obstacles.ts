import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Checkout } from "../checkout.ts";
import type { IndexGit } from "../temp-index.ts";
import type { EntryChange } from "../trees.ts";
import { kindAt } from "./files.ts";

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
  const args = ["read-tree", "-m", "-u", "--dry-run", from, to];
  const { code } = await git({ args, answers: [1, 128] });
  return code === 0;
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
    const kind = await kindAt(join(place.top, parent));
    if (kind === "none" || (kind === "file" && leaves(parent))) return;
    if (kind === "file") return parent;
  }
  const kind = await kindAt(join(place.top, path));
  if (kind === "none") return;
  if (kind === "file") return (await isLeavingTwin(place, changes, path)) ? undefined : path;
  const names = await readdir(join(place.top, path), { recursive: true, withFileTypes: true });
  const files = names.filter((entry) => !entry.isDirectory());
  const kept = files.map((entry) => join(entry.parentPath, entry.name).slice(place.top.length + 1));
  return kept.find((name) => !leaves(name));
}

/** True if the file is one that goes, under a name that differs only in case: some disks hold one file for both. */
async function isLeavingTwin(place: Checkout, changes: Changes, path: string): Promise<boolean> {
  const at = (name: string) => lstat(join(place.top, name)).catch(() => undefined);
  const here = await at(path);
  for (const { path: other, after } of changes.values()) {
    if (after !== undefined || other.toLowerCase() !== path.toLowerCase()) continue;
    const twin = await at(other);
    if (here && twin && here.ino === twin.ino && here.dev === twin.dev) return true;
  }
  return false;
}

function parentsOf(path: string): string[] {
  const parts = path.split("/");
  return parts.slice(1).map((_, count) => parts.slice(0, count + 1).join("/"));
}
