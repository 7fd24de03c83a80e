import type { Desired } from "./adapters/desired.ts";
import type { Seed } from "./adapters/seed.ts";

/** A seed as a part of a plan. */
export function asWish(seed: Seed): Desired {
  if ("folder" in seed) return { path: seed.folder, folder: true };
  const { path, content, mode, mtimeMs } = seed;
  return {
    path,
    content,
    role: "seed",
    ...(mode === undefined ? {} : { mode }),
    ...(mtimeMs === undefined ? {} : { mtime: mtimeMs }),
  };
}
