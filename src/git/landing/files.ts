import { createHash } from "node:crypto";
import { constants } from "node:fs";
import {
  copyFile,
  link,
  lstat,
  mkdir,
  readdir,
  readFile,
  readlink,
  rename,
  rm,
  rmdir,
  symlink,
} from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { syncContent, syncFolder } from "../../kit/synced.ts";
import type { Print } from "./record.ts";

/** What lies at a path, without following links. */
export async function kindAt(file: string): Promise<"none" | "file" | "folder"> {
  try {
    return (await lstat(file)).isDirectory() ? "folder" : "file";
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return "none";
    throw error;
  }
}

/** Kind and content of a file or link; undefined for a folder and for nothing. */
export async function printOf(file: string): Promise<Print | undefined> {
  if ((await kindAt(file)) !== "file") return undefined;
  return (await isLink(file))
    ? { kind: "link", sha256: hash(await readlink(file)) }
    : { kind: "file", sha256: hash(await readFile(file)) };
}

export function samePrint(a: Print | undefined, b: Print | undefined): boolean {
  return a?.kind === b?.kind && a?.sha256 === b?.sha256;
}

/** True if the file holds the beginning of `whole`, which was copied and not linked: the copy was cut off. */
export async function isCutCopyOf(file: string, whole: string): Promise<boolean> {
  if ((await isLink(file)) || (await isLink(whole))) return false;
  if ((await lstat(whole)).nlink > 1) return false;
  const content = await readFile(file);
  return content.equals((await readFile(whole)).subarray(0, content.length));
}

/** Moves a file without replacing another; EEXIST if something is there. The file stays whole at every moment. */
export async function moveInto(from: string, to: string): Promise<void> {
  await putInto(from, to);
  await rm(from, { force: true });
}

/** Puts a file or link at a path where nothing is; EEXIST otherwise. `from` stays. */
export async function putInto(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  if (await isLink(from)) return symlink(await readlink(from), to);
  try {
    await link(from, to);
  } catch (error) {
    if (!NO_LINKS.has((error as NodeJS.ErrnoException).code ?? "")) throw error;
    await copyFile(from, to, constants.COPYFILE_EXCL);
    await syncContent(to);
    await syncFolder(dirname(to));
  }
}

/** Another file system, or a file system without hard links. */
const NO_LINKS = new Set(["EXDEV", "EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EMLINK"]);

/** Moves a file to a place that is ours; the file keeps its identity, so a program that has it open writes to it. */
export async function moveAside(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  try {
    await rename(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EXDEV") throw error;
    // A save that comes during the copy must not hit the file that is removed afterwards.
    const beside = asideName(from);
    await rename(from, beside);
    await moveInto(beside, to);
  }
}

/** Where a file waits that is being moved to another file system. */
export function asideName(file: string): string {
  return join(dirname(file), `.${basename(file)}.aegis-moving`);
}

/** Removes a folder that holds nothing but empty folders; ENOTEMPTY if it holds a file. */
export async function removeEmptyFolder(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true }))
    if (entry.isDirectory()) await removeEmptyFolder(join(folder, entry.name));
  await rmdir(folder);
}

/** Removes the folders above `path` that are empty, up to `top`. */
export async function removeEmptyParents(top: string, path: string): Promise<void> {
  for (let folder = dirname(path); folder !== "."; folder = dirname(folder)) {
    const emptied = await rmdir(join(top, folder)).then(
      () => true,
      (error: NodeJS.ErrnoException) => error.code === "ENOENT",
    );
    // Still in use, by the user or by the next file.
    if (!emptied) return;
  }
}

async function isLink(file: string): Promise<boolean> {
  return (await lstat(file)).isSymbolicLink();
}

function hash(content: string | Buffer): string {
  return createHash("sha256").update(content).digest("hex");
}
