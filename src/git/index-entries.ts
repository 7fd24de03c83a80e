import { rawFields } from "./output.ts";
import type { FileEntry } from "./port.ts";
import type { IndexGit } from "./temp-index.ts";
import { namedPaths } from "./trees.ts";

/** An entry of an index with the flags that a user may have set. */
export interface IndexEntry extends FileEntry {
  /** `skip-worktree`: the sparse rules keep the path out of the checkout. */
  readonly skip: boolean;
  /** `assume-unchanged`. */
  readonly assumed: boolean;
}

/** The entries of these paths in an index; a path without an entry is absent. */
export async function readEntries(
  git: IndexGit,
  paths: readonly string[],
): Promise<Map<string, IndexEntry>> {
  const found = new Map<string, IndexEntry>();
  if (paths.length === 0) return found;
  const wanted = new Set(paths.map((path) => Buffer.from(path).toString("latin1")));
  const { stdout } = await git({
    args: ["ls-files", "-v", "--stage", "-z", "--", ...namedPaths(paths)],
    env: { GIT_LITERAL_PATHSPECS: "1" },
  });
  for (const field of rawFields(stdout)) {
    const tab = field.indexOf("\t");
    const raw = field.slice(tab + 1);
    if (!wanted.has(raw)) continue;
    const [tag = "", mode = "", oid = ""] = field.slice(0, tab).split(" ");
    const flags = { skip: /s/i.test(tag), assumed: tag !== tag.toUpperCase() };
    found.set(Buffer.from(raw, "latin1").toString(), { mode, oid, ...flags });
  }
  return found;
}
