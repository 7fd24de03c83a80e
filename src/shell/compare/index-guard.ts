import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { RunGit } from "../../git/run-git.ts";
import { ownIndexName } from "../../git/temp-index.ts";
import { AegisError } from "../../kit/errors.ts";
import { guardFiles } from "./file-guard.ts";
import { askGit, type TreePlace } from "./git.ts";

export interface IndexGuard {
  readonly path: string;
  /** Restores the index if its entries have changed; true if they had. */
  putBack(): Promise<boolean>;
}

/**
 * Keeps the index of a checkout. Its bytes also change when git only refreshes it, so different bytes are compared by
 * their entries; equal bytes need no git.
 */
export async function guardIndex(git: RunGit, place: TreePlace): Promise<IndexGuard> {
  const path = join(place.gitDir, "index");
  const file = await guardFiles([path]);
  const before = file.contentOf(path);
  return {
    path,
    async putBack() {
      const now = await readFile(path).catch(() => undefined);
      if (before !== undefined && now?.equals(before)) return false;
      const entries = await entriesIn(git, place);
      if (entries === (await earlierEntries(git, place, before))) return false;
      await file.putBack();
      return true;
    },
  };
}

function entriesIn(git: RunGit, place: TreePlace, index?: string): Promise<string> {
  const env = index === undefined ? {} : { GIT_INDEX_FILE: index };
  return askGit(git, place.dir, ["ls-files", "--stage", "-z"], { env });
}

/** The entries in the earlier bytes; undefined if git cannot read them any more. */
async function earlierEntries(
  git: RunGit,
  place: TreePlace,
  bytes: Buffer | undefined,
): Promise<string | undefined> {
  // In the git directory: only there does a split index find its shared part.
  const copy = join(place.gitDir, ownIndexName());
  try {
    if (bytes !== undefined) await writeFile(copy, bytes);
    return await entriesIn(git, place, copy);
  } catch (error) {
    if (error instanceof AegisError && error.code === "GIT_FAILED") return undefined;
    throw error;
  } finally {
    await rm(copy, { force: true });
  }
}
