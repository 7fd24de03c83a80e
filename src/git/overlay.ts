import { editTree } from "./edit-tree.ts";
import type { RunGit } from "./run-git.ts";
import { files, treeOf } from "./trees.ts";

export async function overlay(
  run: RunGit,
  top: string,
  { onto, from, paths }: { onto: string; from: string; paths: readonly string[] },
): Promise<string> {
  const tree = await treeOf(run, top, onto);
  if (paths.length === 0) return tree;
  const found = await files(run, top, from, paths);
  const edits = new Map(paths.map((path) => [path, found.get(path)]));
  return editTree(run, top, tree, edits);
}
