import { lstatSync, readdirSync, type Stats } from "node:fs";
import { setImmediate } from "node:timers/promises";
import { bytesOf, rawPath } from "./raw-path.ts";

/** A folder as it was read; valid while the folder has the same number and the same time of change. */
interface Folder {
  id: string;
  folders: readonly string[];
  secrets: readonly string[];
}

/** Folders by raw path. The caller keeps them between scans, so that only changed folders are read again. */
export type FolderCache = Map<string, Folder>;

/** Raw paths: of files whose names are secret, and of folders that cannot be read. */
export interface Scan {
  secrets: string[];
  closed: string[];
}

/** Packages, and git's own files: no secrets of the project are searched there. */
const SKIPPED: ReadonlySet<string> = new Set([".git", "node_modules", "site-packages"]);
/** A folder may change twice within one tick of the file system's clock, so a young one is read again. */
const SETTLED_MS = 2_000;
/** Between so many folders, other work of this process gets its turn. */
const AT_ONCE = 500;

/**
 * Searches a folder and what lies below it for secret names. All paths are raw and absolute. Links are not followed.
 * Replaces the content of `cache`.
 */
export async function scanFolders(
  root: string,
  cache: FolderCache,
  isSecret: (path: string) => boolean,
  skips: (folder: string) => boolean,
): Promise<Scan> {
  const found: Scan = { secrets: [], closed: [] };
  const seen: FolderCache = new Map();
  const open = [root];
  let count = 0;
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (skips(path)) continue;
    const folder = folderAt(path, cache.get(path), isSecret);
    if (folder === "gone") continue;
    if (folder === "closed") {
      found.closed.push(path);
      continue;
    }
    seen.set(path, folder);
    for (const name of folder.folders) open.push(`${path}/${name}`);
    for (const name of folder.secrets) found.secrets.push(`${path}/${name}`);
    count += 1;
    if (count % AT_ONCE === 0) await setImmediate();
  }
  cache.clear();
  for (const [path, folder] of seen) cache.set(path, folder);
  return found;
}

function folderAt(
  path: string,
  known: Folder | undefined,
  isSecret: (path: string) => boolean,
): Folder | "gone" | "closed" {
  try {
    const raw = bytesOf(path);
    const stat = lstatSync(raw, { throwIfNoEntry: false });
    if (!stat?.isDirectory()) return "gone";
    const id = idOf(stat);
    if (known?.id === id) return known;
    const settled = Date.now() - stat.ctimeMs > SETTLED_MS;
    return { id: settled ? id : "", ...sorted(path, entriesOf(path), isSecret) };
  } catch (error) {
    const { code = "", syscall } = error as NodeJS.ErrnoException;
    if (syscall === undefined) throw error;
    return code === "ENOENT" || code === "ENOTDIR" ? "gone" : "closed";
  }
}

interface Entry {
  name: string;
  isFolder: boolean;
}

/** The entries with raw names. Bun reads names as bytes only without their kinds, and names are rarely not UTF-8. */
function entriesOf(path: string): Entry[] {
  const entries = readdirSync(bytesOf(path), { withFileTypes: true });
  if (!entries.some(({ name }) => name.includes("\uFFFD")))
    return entries.map((entry) => ({ name: rawPath(entry.name), isFolder: entry.isDirectory() }));
  return readdirSync(bytesOf(path), { encoding: "buffer" }).map((bytes) => {
    const name = rawPath(bytes);
    const stat = lstatSync(bytesOf(`${path}/${name}`), { throwIfNoEntry: false });
    return { name, isFolder: stat?.isDirectory() === true };
  });
}

function sorted(
  path: string,
  entries: readonly Entry[],
  isSecret: (path: string) => boolean,
): Pick<Folder, "folders" | "secrets"> {
  const folders: string[] = [];
  const secrets: string[] = [];
  for (const { name, isFolder } of entries) {
    if (isFolder) {
      if (!SKIPPED.has(name)) folders.push(name);
    } else if (isSecret(`${path}/${name}`)) secrets.push(name);
  }
  return { folders, secrets };
}

/** The time of change, and not of the content: no program can set it back. */
function idOf({ ino, ctimeMs }: Stats): string {
  return `${ino} ${ctimeMs}`;
}
