import { AegisError } from "../kit/errors.ts";
import { say } from "../kit/sentence.ts";
import type { Checkout } from "./checkout.ts";
import { commitTree } from "./commit.ts";
import { fields } from "./output.ts";
import type { FileEntry, MergeResult } from "./port.ts";
import type { RunGit } from "./run-git.ts";
import { buildTree } from "./temp-index.ts";
import { files } from "./trees.ts";

/** A path that exists on all three sides and that both sides changed. */
export interface Contest {
  readonly path: string;
  readonly base: FileEntry;
  readonly ours: FileEntry;
  readonly theirs: FileEntry;
}

export interface ContentMerge {
  readonly entries: ReadonlyMap<string, FileEntry>;
  readonly conflicts: readonly string[];
}

/** Merges contents line by line, in trees that hold only the contested paths. */
export async function mergeContents(
  run: RunGit,
  place: Checkout,
  contests: readonly Contest[],
): Promise<ContentMerge> {
  if (contests.length === 0) return { entries: new Map(), conflicts: [] };
  const treeOfSide = (side: "base" | "ours" | "theirs") =>
    buildTree(run, place, new Map(contests.map((contest) => [contest.path, contest[side]])));
  // Before version 2.40 and --merge-base, git merges only commits.
  const root = await synthetic(run, place.top, await treeOfSide("base"), []);
  const ours = await synthetic(run, place.top, await treeOfSide("ours"), [root]);
  const theirs = await synthetic(run, place.top, await treeOfSide("theirs"), [root]);
  const { tree, conflicts } = await mergeCommits(run, place.top, [ours, theirs]);
  const merged = await files(run, place.top, tree);
  const contested = new Set(contests.map(({ path }) => path));
  return { entries: new Map([...merged].filter(([path]) => contested.has(path))), conflicts };
}

async function mergeCommits(
  run: RunGit,
  top: string,
  sides: readonly string[],
): Promise<MergeResult> {
  const args = ["merge-tree", "--write-tree", "-z", "--name-only", "--no-messages", ...sides];
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
  const request = { tree, parents, message: "aegis merge input" };
  // With a fixed date, merging the same trees again writes no new objects.
  return commitTree(run, top, request, "2000-01-01T00:00:00Z");
}

/** If the two sides have different kinds of file, git moves one file aside and names it `path~side`. */
function plainPath(path: string, sides: readonly string[]): string {
  const side = sides.find((oid) => path.endsWith(`~${oid}`));
  return side === undefined ? path : path.slice(0, -side.length - 1);
}

function unnamedConflict(): AegisError {
  return new AegisError(
    "GIT_FAILED",
    say(
      "git merge-tree found a conflict but named no file.",
      "git merge-tree가 충돌을 찾았지만 파일 이름을 알려 주지 않았습니다.",
    ),
    say(
      "Merge the two sides by hand to see the conflict.",
      "양쪽을 직접 병합하면 충돌을 볼 수 있습니다.",
    ),
  );
}
