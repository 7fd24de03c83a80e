import { randomUUID } from "node:crypto";
import { copyFile, lstat, mkdir, readFile, readlink, rm, symlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Checkout } from "./checkout.ts";

/** Copies of files in the work tree: git's stored content loses mixed line endings and the output of filters. */
export interface Backup {
  /** True if the file is, byte for byte, the saved file. */
  unchanged(path: string): Promise<boolean>;
  restore(path: string): Promise<void>;
}

/** Saves the files at these paths while `use` runs. */
export async function withBackup<T>(
  place: Checkout,
  paths: readonly string[],
  use: (backup: Backup) => Promise<T>,
): Promise<T> {
  const folder = join(place.gitDir, `aegis-backup-${randomUUID()}`);
  const now = (path: string) => join(place.top, path);
  const saved = (path: string) => join(folder, path);
  try {
    for (const path of paths) await copyEntry(now(path), saved(path));
    return await use({
      unchanged: async (path) => (await contentOf(now(path))).equals(await contentOf(saved(path))),
      async restore(path) {
        await rm(now(path), { force: true });
        await copyEntry(saved(path), now(path));
      },
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function copyEntry(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  if (await isLink(from)) await symlink(await readlink(from), to);
  else await copyFile(from, to);
}

async function contentOf(file: string): Promise<Buffer> {
  if (!(await isLink(file))) return readFile(file);
  return Buffer.from(`link to ${await readlink(file)}`);
}

async function isLink(file: string): Promise<boolean> {
  return (await lstat(file)).isSymbolicLink();
}
