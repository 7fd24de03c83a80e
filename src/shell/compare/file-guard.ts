import {
  chmod,
  lstat,
  mkdir,
  readdir,
  readFile,
  readlink,
  rm,
  symlink,
  writeFile,
} from "node:fs/promises";
import { dirname, join } from "node:path";
import { everyPart } from "../../kit/every-part.ts";
import { removeTree } from "../../kit/remove-tree.ts";

/** A file or folder that cannot be read has no data or entries; its mode still tells a change. */
type Entry =
  | { kind: "file"; mode: number; data: Buffer | undefined }
  | { kind: "link"; target: string }
  | { kind: "directory"; mode: number };

export interface FileGuard {
  /** Restores everything, also what follows a path that fails; returns the absolute paths that had changed. */
  putBack(): Promise<string[]>;
  /** The bytes of a guarded file at the beginning; undefined if it was not there or could not be read. */
  contentOf(path: string): Buffer | undefined;
}

/**
 * Keeps files and directories (or their absence) in memory, but not `node_modules` inside a directory: it is too large.
 * An append-only file may grow; the guard restores only its earlier bytes.
 */
export async function guardFiles(
  roots: readonly string[],
  appendOnly: readonly string[] = [],
): Promise<FileGuard> {
  const before = await readAll([...roots, ...appendOnly]);
  const growing = new Set(appendOnly);
  return {
    async putBack() {
      const after = await readAll([...roots, ...appendOnly]);
      const added = [...after.keys()].filter((path) => !before.has(path)).sort();
      const damaged = [...before].filter(
        ([path, entry]) => !same(entry, after.get(path), growing.has(path)),
      );
      await everyPart([
        // A folder that became read-only would keep what was added to it.
        ...damaged.map(
          ([path, entry]) =>
            () =>
              openAgain(path, entry, after.get(path)),
        ),
        ...added.map((path) => () => removeTree(path)),
        ...damaged.map(
          ([path, entry]) =>
            () =>
              write(path, entry, after.get(path)),
        ),
      ]);
      return [...damaged.map(([path]) => path), ...added];
    },
    contentOf(path) {
      const entry = before.get(path);
      return entry?.kind === "file" ? entry.data : undefined;
    },
  };
}

// In the order of the walk: a directory comes before its contents.
async function readAll(roots: readonly string[]): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>();
  for (const root of roots) await walk(root, entries);
  return entries;
}

async function walk(path: string, entries: Map<string, Entry>): Promise<void> {
  const found = await lstat(path).catch(absent);
  if (!found) return;
  const mode = found.mode & 0o7777;
  if (found.isSymbolicLink()) {
    entries.set(path, { kind: "link", target: await readlink(path) });
  } else if (found.isDirectory()) {
    entries.set(path, { kind: "directory", mode });
    const names = (await readdir(path).catch(unreadable)) ?? [];
    for (const name of names) {
      if (name !== "node_modules") await walk(join(path, name), entries);
    }
  } else if (found.isFile()) {
    entries.set(path, { kind: "file", mode, data: await readFile(path).catch(unreadable) });
  }
}

function same(before: Entry, after: Entry | undefined, mayGrow: boolean): boolean {
  if (after === undefined || after.kind !== before.kind) return false;
  if (before.kind === "link") return after.kind === "link" && after.target === before.target;
  if (after.kind === "link" || after.mode !== before.mode) return false;
  if (before.kind !== "file" || after.kind !== "file") return true;
  if (before.data === undefined || after.data === undefined) return before.data === after.data;
  const data = mayGrow ? after.data.subarray(0, before.data.length) : after.data;
  return data.equals(before.data);
}

async function openAgain(path: string, entry: Entry, after: Entry | undefined): Promise<void> {
  if (entry.kind === "directory" && after?.kind === "directory") await chmod(path, entry.mode);
}

async function write(path: string, entry: Entry, after: Entry | undefined): Promise<void> {
  // If the path still is a file, write it in place: a process may hold it open.
  if (after && after.kind !== entry.kind) await removeTree(path);
  await mkdir(dirname(path), { recursive: true });
  if (entry.kind === "link") {
    await rm(path, { force: true });
    await symlink(entry.target, path);
    return;
  }
  if (entry.kind === "directory") await mkdir(path, { recursive: true });
  else if (entry.data !== undefined) {
    if (after?.kind === "file") await chmod(path, 0o600);
    await writeFile(path, entry.data);
  }
  await chmod(path, entry.mode);
}

function unreadable(cause: unknown): undefined {
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  if (code !== "EACCES" && code !== "EPERM") throw cause;
  return undefined;
}

function absent(cause: unknown): undefined {
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  if (code === "ENOENT" || code === "ENOTDIR") return undefined;
  throw cause;
}
