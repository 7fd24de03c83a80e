import { mkdtemp } from "node:fs/promises";
import { join } from "node:path";
import { removeTree } from "../kit/remove-tree.ts";
import { type Checkout, commonDirOf, locate } from "./checkout.ts";
import { OWN_INDEX } from "./environment.ts";
import { readEntries } from "./index-entries.ts";
import { oneValue, rawInput } from "./output.ts";
import type { RunGit } from "./run-git.ts";
import { buildTree, type IndexGit, withIndex } from "./temp-index.ts";
import { diffTrees } from "./trees.ts";

/** The paths that the user's sparse rules keep out of the checkout; none in a full checkout. */
export async function outsideSparse(
  run: RunGit,
  place: Checkout,
  paths: readonly string[],
): Promise<Set<string>> {
  if (paths.length === 0 || !(await isSparse(run, place))) return new Set();
  // Git applies its rules only while it writes files, so we let it write empty files into a folder of ours.
  const oid = oneValue((await run(place.top, { args: EMPTY_BLOB, input: "" })).stdout);
  const entries = new Map(paths.map((path) => [path, { mode: "100644", oid }]));
  const tree = await buildTree(run, place, entries);
  const folder = await mkdtemp(join(place.gitDir, SPARSE_FOLDER));
  try {
    return await withIndex(run, place, "empty", async (git) => {
      await git({ args: ["-c", "core.sparseCheckout=true", ...into(folder), tree] });
      const found = await readEntries(git, paths);
      return new Set(paths.filter((path) => found.get(path)?.skip === true));
    });
  } finally {
    await removeTree(folder);
  }
}

/**
 * Gives a sparse worktree the files outside the sparse rules that differ from the checkout's HEAD. Git makes a worktree
 * as sparse as the checkout; without these files, QA would test a tree that lacks what the run has written.
 */
export async function showChanged(run: RunGit, dir: string): Promise<void> {
  const place = await locate(run, dir);
  if (!(await isSparse(run, place))) return;
  const head = [`--git-dir=${await commonDirOf(run, dir)}`, "rev-parse", "HEAD"];
  const base = oneValue((await run(dir, { args: head })).stdout);
  const changes = [...(await diffTrees(run, dir, [base, "HEAD"])).values()];
  const changed = changes.filter(({ after }) => after !== undefined).map(({ path }) => path);
  const git: IndexGit = (call) => run(place.top, { ...call, args: [...OWN_INDEX, ...call.args] });
  const entries = await readEntries(git, changed);
  const hidden = changed.filter((path) => entries.get(path)?.skip === true);
  if (hidden.length === 0) return;
  const input = rawInput(hidden.map((path) => Buffer.from(path).toString("latin1")));
  await git({ args: ["update-index", "--no-skip-worktree", "-z", "--stdin"], input });
  await git({ args: ["checkout-index", "--force", "-u", "-z", "--stdin"], input });
}

/** Beginning of the name of a folder in which git tries the sparse rules. */
export const SPARSE_FOLDER = "aegis-sparse-";

const EMPTY_BLOB = ["hash-object", "-w", "--stdin"];

function into(folder: string): string[] {
  return [`--work-tree=${folder}`, "read-tree", "-m", "-u"];
}

export async function isSparse(run: RunGit, place: Checkout): Promise<boolean> {
  const args = ["config", "--type=bool", "--get", "core.sparseCheckout"];
  const { stdout } = await run(place.top, { args, answers: [1] });
  return oneValue(stdout) === "true";
}
