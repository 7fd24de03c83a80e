import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { execa } from "execa";
import { expect, test } from "vitest";
import { editTree } from "../../../src/git/edit-tree.ts";
import type { FileEntry } from "../../../src/git/port.ts";
import { createRunner, type RunGit } from "../../../src/git/run-git.ts";
import { type TempRepo, tempRepo } from "../../support/temp-repo.ts";

type Edits = Record<string, FileEntry | undefined>;

const FILES = {
  a: "a\n",
  "a-b": "sorts between a and a/\n",
  "lib/one": "1\n",
  "lib/two": "2\n",
  "lib.txt": "sorts before lib/\n",
  "lib/deep/er/file": "deep\n",
  "한글/이름": "korean\n",
  "with space/and\nline": "odd\n",
  "\t": "tab\n",
};

/** The tree that git's own index makes of the same edits. */
async function byIndex(repo: TempRepo, tree: string, edits: Edits): Promise<string> {
  const env = { ...repo.env, GIT_INDEX_FILE: join(repo.dir, ".git", `test-${randomUUID()}`) };
  const git = async (args: string[], input = "") =>
    (await execa("git", args, { cwd: repo.dir, env, extendEnv: false, input })).stdout;
  const sorted = Object.entries(edits).toSorted(([, a], [, b]) => Number(!!a) - Number(!!b));
  const lines = sorted.map(([path, entry]) =>
    entry ? `${entry.mode} ${entry.oid}\t${path}\0` : `0 ${"0".repeat(tree.length)}\t${path}\0`,
  );
  await git(["read-tree", tree]);
  await git(["update-index", "-z", "--index-info"], lines.join(""));
  return git(["write-tree"]);
}

async function scene(config: Record<string, string> = {}) {
  const repo = await tempRepo({ files: FILES, config });
  const tree = await repo.git("rev-parse", "HEAD^{tree}");
  const blob = async (text: string): Promise<FileEntry> => {
    const options = { cwd: repo.dir, env: repo.env, extendEnv: false, input: text } as const;
    const { stdout } = await execa("git", ["hash-object", "-w", "--stdin"], options);
    return { mode: "100644", oid: stdout };
  };
  const run = createRunner({ env: repo.env });
  return { repo, tree, blob, run };
}

test("edits of every kind make the tree that git's index makes", async () => {
  const { repo, tree, blob, run } = await scene();
  const file = await blob("new\n");
  const commit = await repo.git("rev-parse", "HEAD");
  const cases: Record<string, Edits> = {
    "a changed file": { "lib/one": file },
    "a new file beside, below and far away": {
      b: file,
      "lib/deep/er/x": file,
      "new/far/away": file,
    },
    "another kind": {
      a: { ...file, mode: "100755" },
      "lib/link": { ...file, mode: "120000" },
      module: { mode: "160000", oid: commit },
    },
    "a removed file, and the folders that this empties": {
      "lib/deep/er/file": undefined,
      a: undefined,
    },
    "a folder for a file": { a: undefined, "a/b/c": file },
    "a file for a folder": {
      "lib/one": undefined,
      "lib/two": undefined,
      "lib/deep/er/file": undefined,
      lib: file,
    },
    "a file for a folder that nobody emptied": { lib: file },
    "a folder for a file that nobody removed": { "a/b": file },
    "a removal of nothing and of a folder": {
      nothing: undefined,
      "no/thing": undefined,
      lib: undefined,
    },
    "odd names": {
      "한글/더": file,
      "with space/and\nline": undefined,
      "\t": file,
      "lib:x/ y": file,
    },
    "everything removed": Object.fromEntries(Object.keys(FILES).map((path) => [path, undefined])),
  };
  for (const [name, edits] of Object.entries(cases)) {
    const made = await editTree(run, repo.dir, tree, new Map(Object.entries(edits)));
    expect(made, name).toBe(await byIndex(repo, tree, edits));
    expect((await repo.git("fsck", "--no-dangling", made)).trim(), name).toBe("");
  }
});

test("edits a tree of a SHA-256 repository", async () => {
  const repo = await tempRepo({ commit: false });
  await repo.delete(".git");
  await repo.git("init", "--quiet", "--object-format=sha256");
  await repo.write("lib/one", "1\n");
  await repo.git("add", "--all");
  const tree = await repo.git("write-tree");
  const entry = { mode: "100644", oid: await repo.git("rev-parse", ":lib/one") };
  const edits = { "lib/two": entry, "other/x": entry };
  const run = createRunner({ env: repo.env });
  const made = await editTree(run, repo.dir, tree, new Map(Object.entries(edits)));
  expect(made).toHaveLength(64);
  expect(made).toBe(await byIndex(repo, tree, edits));
});

test("reads and writes only the folders on the way to an edit", async () => {
  const { repo, tree, blob, run } = await scene();
  const seen: string[] = [];
  const watched: RunGit = (cwd, call) => {
    seen.push(`${call.args[0]} ${call.input?.toString().split("\0").filter(Boolean).length}`);
    return run(cwd, call);
  };
  await editTree(watched, repo.dir, tree, new Map([["lib/deep/x", await blob("x\n")]]));
  const entries = { top: 7, lib: 3, deep: 2 };
  const written = entries.top + entries.lib + entries.deep;
  expect(seen).toEqual(["cat-file 3", `mktree ${written}`]);
});
