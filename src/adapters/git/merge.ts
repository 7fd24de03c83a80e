import { AegisError } from "../../errors.ts";
import type { MergeRequest, MergeResult } from "../../ports-git.ts";
import { commitTree } from "./commit.ts";
import { fields } from "./output.ts";
import type { RunGit } from "./run-git.ts";
import { treeOf } from "./trees.ts";

// Renames are off: a change never lands on a path that neither side wrote.
const SETTINGS = ["merge.renames=false", "merge.directoryRenames=false"];

/** Three-way merge of tree-ishes in the object store alone. */
export async function mergeTrees(
  run: RunGit,
  top: string,
  request: MergeRequest,
): Promise<MergeResult> {
  const [base, ours, theirs] = await Promise.all([
    treeOf(run, top, request.base),
    treeOf(run, top, request.ours),
    treeOf(run, top, request.theirs),
  ]);
  if (ours === theirs || base === theirs) return { tree: ours, conflicts: [] };
  if (base === ours) return { tree: theirs, conflicts: [] };
  return mergeDiffering(run, top, { base, ours, theirs });
}

async function mergeDiffering(run: RunGit, top: string, trees: MergeRequest): Promise<MergeResult> {
  // Only commits can be merged before git 2.40 and its --merge-base.
  const root = await synthetic(run, top, trees.base, []);
  const sides = await Promise.all([
    synthetic(run, top, trees.ours, [root]),
    synthetic(run, top, trees.theirs, [root]),
  ]);
  const settings = SETTINGS.flatMap((setting) => ["-c", setting]);
  const options = ["--write-tree", "-z", "--name-only", "--no-messages"];
  const args = [...settings, "merge-tree", ...options, ...sides];
  const { code, stdout } = await run(top, { args, answers: [1] });
  const [tree = "", ...rest] = fields(stdout);
  const conflicts = rest.filter((path) => path !== "").map((path) => plainPath(path, sides));
  if (code === 1 && conflicts.length === 0) throw unnamedConflict();
  return { tree, conflicts: [...new Set(conflicts)] };
}

function synthetic(
  run: RunGit,
  top: string,
  tree: string,
  parents: readonly string[],
): Promise<string> {
  // Fixed dates: merging the same trees again writes no new objects.
  return commitTree(
    run,
    top,
    { tree, parents, message: "aegis merge input" },
    "2000-01-01T00:00:00Z",
  );
}

/** Where a file meets a folder, git moves the file aside and names it `path~side`. */
function plainPath(path: string, sides: readonly string[]): string {
  const side = sides.find((oid) => path.endsWith(`~${oid}`));
  return side === undefined ? path : path.slice(0, -side.length - 1);
}

function unnamedConflict(): AegisError {
  return new AegisError(
    "GIT_FAILED",
    "git merge-tree found a conflict it did not name.",
    "Merge the two sides by hand to see it.",
  );
}
