import {
  lstat,
  mkdir,
  readFile,
  readlink,
  stat,
  symlink,
  unlink,
  writeFile,
} from "node:fs/promises";
import { dirname, join } from "node:path";
import { isOccupied } from "../../../kit/is-there.ts";
import { realPathIfThere } from "../../../kit/real-path.ts";

/** A checkout, and the worktree that gets the checkout's ignored folders. */
export interface Ground {
  /** Real path of the checkout. */
  readonly top: string;
  /** Real path of the worktree. */
  readonly tree: string;
  /** The folders that the worktree gets, relative to the checkout. */
  readonly folders: readonly string[];
  /** True if git ignores this path of the checkout. */
  ignored(path: string): Promise<boolean>;
}

/** The path relative to `folder`; undefined if it lies elsewhere. */
export function inside(folder: string, path: string): string | undefined {
  if (path === folder) return "";
  return path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : undefined;
}

/** Real path; undefined for a link that leads nowhere. */
export async function realOrNone(path: string): Promise<string | undefined> {
  return realPathIfThere(path);
}

/**
 * Where a link of the worktree leads instead of `real`: to the same path in the worktree. A path that git ignores, and
 * that the worktree therefore lacks, stays the checkout's own: no tree under test holds it.
 */
export async function twinOf(ground: Ground, real: string): Promise<string> {
  const path = inside(ground.top, real);
  if (path === undefined) return real;
  const target = join(ground.tree, path);
  const given = ground.folders.some((folder) => inside(folder, path) !== undefined);
  if (given || (await isOccupied(target))) return target;
  return (await ground.ignored(path)) ? real : target;
}

/** Makes git ignore everything in a folder of ours, whatever the rules of the tree say; also marks the folder as ours. */
const MARK = "# Made by oh-my-qwencoder: what the checkout has here.\n*\n";
export const MARK_FILE = ".gitignore";

/**
 * Makes the folder in the worktree. False if something else is there, or if a folder above it is a link: then we would
 * write outside the worktree.
 */
export async function claimFolder({ top, tree }: Ground, path: string): Promise<boolean> {
  if (!(await leadsThroughFolders(tree, path))) return false;
  const at = join(tree, path);
  // An older version linked the whole folder.
  if ((await readlink(at).catch(() => undefined)) === join(top, path)) await unlink(at);
  if (await isOccupied(at)) return isOurs(at);
  await mkdir(at, { recursive: true });
  await writeFile(join(at, MARK_FILE), MARK);
  return true;
}

/** Makes a link to the checkout's folder; true if the worktree has the link. */
export async function linkFolder({ top, tree }: Ground, path: string): Promise<boolean> {
  if (!(await leadsThroughFolders(tree, path))) return false;
  const at = join(tree, path);
  if (!(await isOccupied(at))) {
    await mkdir(dirname(at), { recursive: true });
    await symlink(join(top, path), at, "dir");
  }
  return (await readlink(at).catch(() => undefined)) === join(top, path);
}

async function isOurs(folder: string): Promise<boolean> {
  if (!(await lstat(folder)).isDirectory()) return false;
  const mark = await lstat(join(folder, MARK_FILE)).catch(() => undefined);
  return mark?.isFile() === true && (await readFile(join(folder, MARK_FILE), "utf8")) === MARK;
}

async function leadsThroughFolders(tree: string, path: string): Promise<boolean> {
  for (let end = path.indexOf("/"); end > 0; end = path.indexOf("/", end + 1)) {
    const stats = await lstat(join(tree, path.slice(0, end))).catch(() => undefined);
    if (stats === undefined) return true;
    if (!stats.isDirectory()) return false;
  }
  return true;
}

/** Makes a folder below one of our folders; replaces a link at its path. */
export async function makeFolder(at: string): Promise<void> {
  if ((await lstat(at).catch(() => undefined))?.isSymbolicLink()) await unlink(at);
  await mkdir(at, { recursive: true });
}

/** Makes or corrects a link; leaves a file or folder that a command put in its place. */
export async function point(at: string, target: string): Promise<void> {
  const now = await readlink(at).catch(() => undefined);
  if (now === target) return;
  if (now !== undefined) await unlink(at);
  else if (await isOccupied(at)) return;
  await symlink(target, at);
}

/** Writes a file unless it has this text; never through a link. */
export async function writeText(at: string, text: string, mode: number): Promise<void> {
  const stats = await lstat(at).catch(() => undefined);
  if (stats?.isSymbolicLink()) await unlink(at);
  else if (stats?.isFile() && (await readFile(at, "utf8")) === text) return;
  else if (stats && !stats.isFile()) return;
  await writeFile(at, text, { mode });
}

/** Larger files are no launchers and no lists of paths. */
const MOST_BYTES = 1_000_000;

/** The text of a file; undefined if it is binary or large. */
export async function textOf(file: string): Promise<string | undefined> {
  if ((await stat(file)).size > MOST_BYTES) return undefined;
  const bytes = await readFile(file);
  return bytes.includes(0) ? undefined : bytes.toString();
}
