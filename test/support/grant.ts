import { chmod, mkdir, utimes, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import type { Seed } from "../../src/setup/adapters/seed.ts";

/** Writes the wished seeds to the disk. */
export async function grant(wishes: readonly Seed[]): Promise<void> {
  for (const wish of wishes) {
    if ("folder" in wish) {
      await mkdir(wish.folder, { recursive: true });
      continue;
    }
    await mkdir(dirname(wish.path), { recursive: true });
    await writeFile(wish.path, wish.content);
    await chmod(wish.path, wish.mode ?? 0o644);
    if (wish.mtimeMs) await utimes(wish.path, wish.mtimeMs / 1000, wish.mtimeMs / 1000);
  }
}
