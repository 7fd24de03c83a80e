import { createHash } from "node:crypto";
import {
  chmod,
  chown,
  open,
  readFile,
  readlink,
  realpath,
  rename,
  rm,
  stat,
  unlink,
  utimes,
} from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { AegisError } from "../../kit/errors.ts";
import { isThere } from "../../kit/is-there.ts";
import { say } from "../../kit/sentence.ts";
import { syncFolder } from "../../kit/synced.ts";

/** Permission bits and owner of a file. */
export interface FileOwner {
  mode: number;
  uid: number;
  gid: number;
}

export interface FoundFile {
  content: Buffer;
  owner: FileOwner;
}

/** The file at a path, links followed; undefined if there is none. */
export async function readFound(path: string): Promise<FoundFile | undefined> {
  try {
    const found = await stat(path);
    // Reading a pipe would wait forever.
    if (!found.isFile() && !found.isDirectory())
      throw new AegisError(
        "NOT_A_FILE",
        say(`${path} is not a regular file.`, `일반 파일이 아닙니다: ${path}`),
        say("Move it away and repeat the command.", "다른 곳으로 옮긴 뒤 명령을 다시 실행하세요."),
      );
    const content = await readFile(path);
    const { mode, uid, gid } = found;
    return { content, owner: { mode: mode & 0o7777, uid, gid } };
  } catch (error) {
    const fault = error as NodeJS.ErrnoException;
    if (fault.code === "ENOENT") return undefined;
    // Node leaves the path out of some read errors, for example of a folder or a file of 3 GiB.
    if (fault.code !== undefined) fault.path ??= path;
    throw fault;
  }
}

export function sha256(content: Buffer | string): string {
  return createHash("sha256").update(content).digest("hex");
}

const HALF = ".aegis-new";

/** Path of the half file that a cut-off write of `path` leaves. */
export function halfWritten(path: string): string {
  return `${path}${HALF}`;
}

/** True for the name of such a half file. */
export function isHalfWritten(name: string): boolean {
  return name.endsWith(HALF);
}

/** The file that a path leads to through links, even if the file or its folders do not exist yet. */
export async function realTarget(path: string): Promise<string> {
  const link = await readlink(path).catch(() => undefined);
  if (link !== undefined && !(await isThere(path)))
    return realTarget(resolve(await realTarget(dirname(path)), link));
  return realpath(path).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT" || dirname(path) === path) throw error;
    return join(await realTarget(dirname(path)), basename(path));
  });
}

/**
 * Puts a file in place in one step: a reader, or a machine that loses power, sees the old file or the new
 * file and nothing between. `path` contains no link. `mode`: permission bits of a new file, masked by the
 * umask; `owner` is set exactly. `mtime` in milliseconds since 1970.
 */
export async function writeWhole(
  path: string,
  content: Buffer,
  options: { mode?: number | undefined; owner?: FileOwner | undefined; mtime?: number | undefined },
): Promise<void> {
  const half = halfWritten(path);
  await rm(half, { force: true });
  const handle = await open(half, "wx", options.owner?.mode ?? options.mode ?? 0o644);
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
  if (options.owner) await giveTo(half, options.owner);
  if (options.mtime !== undefined) await utimes(half, options.mtime / 1000, options.mtime / 1000);
  await rename(half, path);
  await syncFolder(dirname(path));
}

export async function removeFile(path: string): Promise<void> {
  await unlink(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw error;
  });
  await syncFolder(dirname(path));
}

/** Removes the half file of a cut-off write. */
export async function removeHalf(path: string): Promise<void> {
  await rm(halfWritten(path), { force: true });
}

async function giveTo(path: string, { mode, uid, gid }: FileOwner): Promise<void> {
  const now = await stat(path);
  if (now.uid !== uid || now.gid !== gid) await chown(path, uid, gid);
  if ((now.mode & 0o7777) !== mode) await chmod(path, mode);
}
