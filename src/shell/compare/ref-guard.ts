import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { RunGit } from "../../git/run-git.ts";
import { isFolder, isOccupied } from "../../kit/is-there.ts";
import { removeTree } from "../../kit/remove-tree.ts";
import { askGit } from "./git.ts";

interface RefDamage {
  /** Names of the branches and HEAD files that changed. */
  changed: string[];
  /** Commits of the changed refs that no earlier branch leads to. */
  lost: string[];
  putBack(): Promise<void>;
}

export interface RefGuard {
  inspect(): Promise<RefDamage>;
}

/** Remembers the branches of a repository and the given HEAD files. A new branch at a known commit is no damage. */
export async function guardRefs(
  git: RunGit,
  commonDir: string,
  headFiles: readonly string[],
): Promise<RefGuard> {
  const [branches, heads] = await Promise.all([readBranches(git, commonDir), readHeads(headFiles)]);
  const known = [...branches.values(), ...commitsIn(heads)];
  return {
    async inspect() {
      const headsNow = await readHeads(headFiles);
      const movedHeads = headFiles.filter((file) => headsNow.get(file) !== heads.get(file));
      // With a broken HEAD, git could not read anything else.
      for (const file of movedHeads) await writeHead(file, heads.get(file));
      const now = await readBranches(git, commonDir);
      const moved = [...branches].filter(([name, commit]) => now.get(name) !== commit);
      const added = [...now].filter(([name]) => !branches.has(name));
      const foreign = await unknownCommits(
        git,
        commonDir,
        [...now.values(), ...commitsIn(headsNow)],
        known,
      );
      const strays = added.filter(([, commit]) => foreign.has(commit));
      return {
        changed: [...moved.map(([name]) => name), ...strays.map(([name]) => name), ...movedHeads],
        lost: [...foreign],
        async putBack() {
          for (const [name] of strays) await askGit(git, commonDir, ["update-ref", "-d", name]);
          for (const [name, commit] of moved) await setBranch(git, commonDir, name, commit);
        },
      };
    },
  };
}

async function readBranches(git: RunGit, commonDir: string): Promise<Map<string, string>> {
  const out = await askGit(git, commonDir, [
    "for-each-ref",
    "--format=%(objectname) %(refname)",
    "refs/heads",
  ]);
  const lines = out.split("\n").filter((line) => line !== "");
  return new Map(
    lines.map((line) => [line.slice(line.indexOf(" ") + 1), line.split(" ")[0] ?? ""]),
  );
}

/** A missing file has no entry. Every other error rejects: an unread HEAD must not look like an empty one. */
async function readHeads(files: readonly string[]): Promise<Map<string, string>> {
  const heads = new Map<string, string>();
  for (const file of files)
    if (await isFolder(file)) heads.set(file, "");
    else if (await isOccupied(file)) heads.set(file, await readFile(file, "utf8"));
  return heads;
}

async function writeHead(file: string, text: string | undefined): Promise<void> {
  if (text === undefined || (await isFolder(file))) await removeTree(file);
  if (text !== undefined) await writeFile(file, text);
}

function commitsIn(heads: Map<string, string>): string[] {
  return [...heads.values()]
    .map((text) => text.trim())
    .filter((text) => /^[0-9a-f]{40,}$/.test(text));
}

async function unknownCommits(
  git: RunGit,
  commonDir: string,
  commits: readonly string[],
  known: readonly string[],
): Promise<Set<string>> {
  const unknown = new Set<string>();
  for (const commit of new Set(commits)) {
    if (known.includes(commit)) continue;
    const out = await askGit(git, commonDir, ["rev-list", "-1", "--ignore-missing", "--stdin"], {
      input: [commit, ...known.map((one) => `^${one}`)].join("\n"),
    });
    if (out.trim() !== "") unknown.add(commit);
  }
  return unknown;
}

async function setBranch(
  git: RunGit,
  commonDir: string,
  name: string,
  commit: string,
): Promise<void> {
  try {
    await askGit(git, commonDir, ["update-ref", name, commit]);
  } catch (error) {
    const file = join(commonDir, name);
    if (await holdsRef(file)) throw error;
    // Git refuses to overwrite a ref file that holds no commit.
    await removeTree(file);
    await askGit(git, commonDir, ["update-ref", name, commit]);
  }
}

/** False for a folder, a missing file and any other text. */
async function holdsRef(file: string): Promise<boolean> {
  if (await isFolder(file)) return false;
  return (
    (await isOccupied(file)) &&
    /^(?:[0-9a-f]{40,64}|ref: .+)\n?$/.test(await readFile(file, "utf8"))
  );
}
