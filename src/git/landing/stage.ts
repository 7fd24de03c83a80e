import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { PRIVATE_FOLDER } from "../../kit/private-state.ts";
import { removeTree } from "../../kit/remove-tree.ts";
import { syncContent } from "../../kit/synced.ts";
import type { Checkout } from "../checkout.ts";
import { rawInput } from "../output.ts";
import type { RunGit } from "../run-git.ts";
import { withIndex } from "../temp-index.ts";
import { ChangedMeanwhile } from "./apply.ts";
import { kindAt, printOf } from "./files.ts";
import { type LandedFile, preparedFolder } from "./record.ts";

/**
 * Writes the new contents beside the checkout, through git's filters and line endings, and onto the disk. Returns every
 * file of the landing with what it is and what it becomes.
 */
export async function stageFiles(
  run: RunGit,
  place: Checkout,
  { target, written, removed, replaced, edited }: StageRequest,
): Promise<LandedFile[]> {
  const { root, fresh } = preparedFolder(place);
  await removeTree(root);
  // It also takes the user's files that are moved away.
  await mkdir(root, { mode: PRIVATE_FOLDER });
  await mkdir(fresh);
  if (written.length > 0)
    await withIndex(run, place, "empty", async (git) => {
      await git({ args: ["read-tree", target] });
      const input = rawInput(written.map((path) => Buffer.from(path).toString("latin1")));
      await git({ args: ["checkout-index", `--prefix=${fresh}/`, "-z", "--stdin"], input });
    });
  const isWritten = new Set(written);
  const files: LandedFile[] = [];
  for (const path of [...written, ...removed]) {
    const [before, after] = await Promise.all([
      replaced.has(path) ? printOf(join(place.top, path)) : undefined,
      isWritten.has(path) ? printOf(join(fresh, path)) : undefined,
    ]);
    if (replaced.has(path) && before === undefined) throw new ChangedMeanwhile(path);
    if (after?.kind === "file") await syncContent(join(fresh, path));
    const prints = { ...(before ? { before } : {}), ...(after ? { after } : {}) };
    files.push({ path, ...prints, edited: edited.has(path) });
  }
  return files;
}

export interface StageRequest {
  /** Tree whose files are written. */
  readonly target: string;
  readonly written: readonly string[];
  readonly removed: readonly string[];
  /** The paths at which the user had a file when the landing was planned. */
  readonly replaced: ReadonlySet<string>;
  /** The paths at which the user has uncommitted work. */
  readonly edited: ReadonlySet<string>;
}

/** True if nothing lies at the path, as for a file that the sparse rules keep out of the checkout. */
export async function isAbsent(place: Checkout, path: string): Promise<boolean> {
  return (await kindAt(join(place.top, path))) === "none";
}
