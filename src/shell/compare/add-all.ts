import { createHash } from "node:crypto";
import { access, constants, lstat, readFile } from "node:fs/promises";
import type { RunGit } from "../../git/run-git.ts";
import { askGit, type ByteString, type TreePlace } from "./git.ts";

/** What git has to say about a tree, on a private index. `ask` runs one git command there. */
type Ask = (args: readonly string[], input?: ByteString) => Promise<ByteString>;

/** An index entry in the place of what cannot be added: a repository of its own, or a path that cannot be read. */
interface Mark {
  readonly mode: "160000" | "100644";
  readonly path: ByteString;
  readonly oid: string;
}

/**
 * Brings the index in line with the files that git does not ignore. Returns the marks of all that is not in it. Unlike
 * `git add --all`, this never enters a repository inside the tree: git would obey that repository's configuration, which
 * an agent may have written, and run programs outside the sandbox. `sawChanged` gets the files that differ from the index.
 */
export async function addAll(
  git: RunGit,
  place: TreePlace,
  env: Record<string, string>,
  settings: readonly string[],
  sawChanged?: (files: readonly ByteString[]) => void,
): Promise<Mark[]> {
  const ask: Ask = (args, input) =>
    askGit(git, place.dir, [...settings, ...args], input === undefined ? { env } : { env, input });
  const [{ gone, changed }, others] = await Promise.all([listChanged(ask), listOthers(ask)]);
  // A final "/" marks a repository.
  const nested = others.filter((path) => path.endsWith("/"));
  const files = [...changed, ...others.filter((path) => !path.endsWith("/"))];
  sawChanged?.(files);
  await update(ask, ["--force-remove"], gone);
  const unread = await addFiles(ask, place, files);
  return Promise.all([
    ...unread.map((path) => unreadMark(place, path)),
    ...nested.map((path) => nestedMark(place, path.slice(0, -1))),
  ]);
}

/** Adds marks to an index. */
export async function addMarks(
  git: RunGit,
  place: TreePlace,
  env: Record<string, string>,
  marks: readonly Mark[],
): Promise<void> {
  if (marks.length === 0) return;
  const input = marks.map(({ mode, oid, path }) => `${mode} ${oid}\t${path}\0`).join("");
  await askGit(git, place.dir, ["update-index", "-z", "--index-info"], { env, input });
}

async function listChanged(ask: Ask): Promise<{ gone: ByteString[]; changed: ByteString[] }> {
  const fields = (await ask(["diff-files", "--raw", "-z", "--ignore-submodules=all"])).split("\0");
  const gone: ByteString[] = [];
  const changed: ByteString[] = [];
  for (let at = 0; at + 1 < fields.length; at += 2)
    (fields[at]?.endsWith(" D") ? gone : changed).push(fields[at + 1] ?? "");
  return { gone, changed };
}

async function listOthers(ask: Ask): Promise<ByteString[]> {
  const out = await ask(["ls-files", "--others", "--exclude-standard", "-z"]);
  return out.split("\0").filter((path) => path !== "");
}

async function update(
  ask: Ask,
  options: readonly string[],
  paths: readonly ByteString[],
): Promise<void> {
  if (paths.length === 0) return;
  await ask(["update-index", ...options, "-z", "--stdin"], `${paths.join("\0")}\0`);
}

/** Adds files; one that git does not take stops none of the others. Returns the paths that were not taken. */
async function addFiles(
  ask: Ask,
  place: TreePlace,
  paths: readonly ByteString[],
): Promise<ByteString[]> {
  const add = (some: readonly ByteString[]) => update(ask, ["--add", "--remove"], some);
  try {
    await add(paths);
    return [];
  } catch {
    // One bad path stops all of them, so look at each.
    const odd: ByteString[] = [];
    for (const path of paths) if (!(await isPlain(place, path))) odd.push(path);
    await update(ask, ["--force-remove"], odd);
    await add(paths.filter((path) => !odd.includes(path)));
    return odd;
  }
}

/** A file or link that can be read, or nothing at all. */
async function isPlain(place: TreePlace, path: ByteString): Promise<boolean> {
  const at = absolute(place, path);
  const found = await lstat(at).catch(() => undefined);
  if (found === undefined || found.isSymbolicLink()) return true;
  if (!found.isFile()) return false;
  return access(at, constants.R_OK).then(
    () => true,
    () => false,
  );
}

/** Changes whenever the path's kind, mode, size or time does. */
async function unreadMark(place: TreePlace, path: ByteString): Promise<Mark> {
  const found = await lstat(absolute(place, path)).catch(() => undefined);
  const facts = found ? [found.mode, found.size, found.mtimeMs, found.ino] : ["gone"];
  return { mode: "100644", path, oid: hashOf(place, facts.join(" ")) };
}

/** Changes whenever the repository's HEAD does. Files are read, and git is not asked. */
async function nestedMark(place: TreePlace, path: ByteString): Promise<Mark> {
  const head = await smallFile(absolute(place, `${path}/.git/HEAD`));
  const ref = /^ref: (\S+)/.exec(head)?.[1];
  const target = ref === undefined ? "" : await smallFile(absolute(place, `${path}/.git/${ref}`));
  const link = await smallFile(absolute(place, `${path}/.git`));
  return { mode: "160000", path, oid: hashOf(place, `${head}\n${target}\n${link}`) };
}

const SMALL = 4096;

async function smallFile(path: Buffer): Promise<string> {
  const found = await lstat(path).catch(() => undefined);
  if (!found?.isFile() || found.size > SMALL) return "";
  return readFile(path, "latin1").catch(() => "");
}

function hashOf({ format }: TreePlace, text: string): string {
  return createHash(format).update(text).digest("hex");
}

function absolute({ dir }: TreePlace, path: ByteString): Buffer {
  return Buffer.concat([Buffer.from(`${dir}/`), Buffer.from(path, "latin1")]);
}
