import { fields, looseFields } from "./output.ts";
import type { FileChange, FileEntry, LineCount } from "./port.ts";
import { resolveObject } from "./refs.ts";
import type { RunGit } from "./run-git.ts";

/** A path that differs between two trees, with its entry on both sides. */
export interface EntryChange {
  readonly path: string;
  readonly status: FileChange["status"];
  readonly before: FileEntry | undefined;
  readonly after: FileEntry | undefined;
}

const STATUS: Readonly<Record<string, FileChange["status"]>> = {
  A: "added",
  D: "deleted",
  M: "modified",
  T: "type-changed",
};

// More paths than this might not fit on one command line.
const MOST_ARGUMENTS = 200;

export async function treeOf(run: RunGit, top: string, rev: string): Promise<string> {
  return resolveObject(run, top, `${rev}^{tree}`);
}

/**
 * Differences of two tree-ishes by path; a rename is a deletion and an addition. With "loose" names, a name in another
 * encoding is garbled instead of throwing NAME_NOT_UTF8.
 */
export async function diffTrees(
  run: RunGit,
  top: string,
  [from, to]: readonly [from: string, to: string],
  names: "exact" | "loose" = "exact",
): Promise<Map<string, EntryChange>> {
  const options = ["-r", "-z", "--raw", "--no-renames", "--ignore-submodules=none"];
  const args = ["diff-tree", ...options, "--end-of-options", from, to, "--"];
  const { stdout } = await run(top, { args });
  const found = new Map<string, EntryChange>();
  const tokens = names === "exact" ? fields(stdout) : looseFields(stdout);
  for (let i = 0; i + 1 < tokens.length; i += 2) {
    const change = parseChange(tokens[i] ?? "", tokens[i + 1] ?? "");
    found.set(change.path, change);
  }
  return found;
}

export async function changes(
  run: RunGit,
  top: string,
  from: string,
  to: string,
): Promise<FileChange[]> {
  const found = await diffTrees(run, top, [from, to]);
  return [...found.values()].map(({ path, status, after }) => ({
    path,
    status,
    ...(after === undefined ? {} : { mode: after.mode }),
  }));
}

export async function lineCounts(
  run: RunGit,
  top: string,
  from: string,
  to: string,
): Promise<LineCount[]> {
  const options = ["-r", "-z", "--numstat", "--no-renames", "--no-ext-diff", "--no-textconv"];
  const args = ["diff-tree", ...options, "--end-of-options", from, to, "--"];
  const { stdout } = await run(top, { args });
  return fields(stdout).map((field) => {
    const [added = "", removed = "", ...path] = field.split("\t");
    // Git writes "-" for a binary file.
    const counts = added === "-" ? {} : { added: Number(added), removed: Number(removed) };
    return { path: path.join("\t"), ...counts };
  });
}

/** The paths as arguments of a command that lists everything without them; none if they are too many. */
export function namedPaths(paths: readonly string[]): readonly string[] {
  return paths.length <= MOST_ARGUMENTS ? paths : [];
}

export async function files(
  run: RunGit,
  top: string,
  treeish: string,
  paths?: readonly string[],
): Promise<Map<string, FileEntry>> {
  const tree = await treeOf(run, top, treeish);
  const asked = paths === undefined ? [] : namedPaths(paths);
  const found = new Map<string, FileEntry>();
  if (paths?.length === 0) return found;
  const { stdout } = await run(top, {
    args: ["ls-tree", "-r", "-z", "--full-tree", tree, "--", ...asked],
    env: { GIT_LITERAL_PATHSPECS: "1" },
  });
  const wanted = paths === undefined ? () => true : below(paths);
  for (const field of fields(stdout)) {
    const path = field.slice(field.indexOf("\t") + 1);
    const [mode = "", , oid = ""] = field.slice(0, field.indexOf("\t")).split(" ");
    if (wanted(path)) found.set(path, { oid, mode });
  }
  return found;
}

export async function patch(run: RunGit, top: string, from: string, to: string): Promise<Buffer> {
  const shape = ["--src-prefix=a/", "--dst-prefix=b/", "--no-ext-diff", "--no-textconv"];
  const options = ["-r", "-p", "--binary", "--full-index", "--no-renames", "--no-color"];
  const args = ["diff-tree", ...options, ...shape, "--end-of-options", from, to, "--"];
  return (await run(top, { args })).stdout;
}

export async function blob(
  run: RunGit,
  top: string,
  treeish: string,
  path: string,
): Promise<Buffer | undefined> {
  const entry = (await files(run, top, treeish, [path])).get(path);
  if (entry === undefined || entry.mode === "160000") return;
  return (await run(top, { args: ["cat-file", "blob", entry.oid] })).stdout;
}

function parseChange(meta: string, path: string): EntryChange {
  const [oldMode = "", newMode = "", oldOid = "", newOid = "", letter = ""] = meta.split(" ");
  return {
    path,
    status: STATUS[letter.charAt(0)] ?? "modified",
    before: letter === "A" ? undefined : { oid: oldOid, mode: oldMode.slice(1) },
    after: letter === "D" ? undefined : { oid: newOid, mode: newMode },
  };
}

function below(paths: readonly string[]): (path: string) => boolean {
  const exact = new Set(paths.map((path) => path.replace(/\/+$/, "")));
  return (path) => {
    for (let end = path.length; end > 0; end = path.lastIndexOf("/", end - 1)) {
      if (exact.has(path.slice(0, end))) return true;
    }
    return false;
  };
}
