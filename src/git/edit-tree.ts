import { createHash } from "node:crypto";
import type { FileEntry } from "./port.ts";
import type { RunGit } from "./run-git.ts";

/** A tree object that is read. Names have one character per byte. */
type Folder = Map<string, Item>;

interface Item extends FileEntry {
  /** Set if the edits reach into this folder. */
  readonly folder?: Folder;
}

type Named = [name: string, entry: FileEntry];

const FOLDER = "40000";

/**
 * A copy of `tree` with some entries replaced; undefined removes an entry. Returns the new tree. Reads and writes only
 * the tree objects on the way to the edited paths: the cost follows the edits, not the size of the tree.
 */
export async function editTree(
  run: RunGit,
  top: string,
  tree: string,
  edits: ReadonlyMap<string, FileEntry | undefined>,
): Promise<string> {
  if (edits.size === 0) return tree;
  const raw = [...edits].map(([path, entry]) => [segmentsOf(path), entry] as const);
  const root = await readFolders(run, top, tree, foldersAbove(raw.map(([segments]) => segments)));
  // Removals come first, so that a folder can replace a file.
  for (const [segments, entry] of raw) if (entry === undefined) remove(root, segments);
  for (const [segments, entry] of raw) if (entry !== undefined) set(root, segments, entry);
  return writeFolders(run, top, root, tree.length);
}

function segmentsOf(path: string): string[] {
  return Buffer.from(path).toString("latin1").split("/");
}

/** The folders that hold these paths, each after the folder that holds it. */
function foldersAbove(paths: readonly (readonly string[])[]): string[] {
  const found = new Set<string>();
  for (const segments of paths)
    for (let depth = 1; depth < segments.length; depth += 1)
      found.add(segments.slice(0, depth).join("/"));
  return [...found];
}

async function readFolders(
  run: RunGit,
  top: string,
  tree: string,
  paths: readonly string[],
): Promise<Folder> {
  // With the final "/", git finds folders alone: it would otherwise print a file that stands there.
  const asked = ["", ...paths.map((path) => `${path}/`)].map((path) => `${tree}:${path}`);
  const input = Buffer.from(asked.map((name) => `${name}\0`).join(""), "latin1");
  const { stdout } = await run(top, { args: ["cat-file", "--batch", "--buffer", "-z"], input });
  const answers = answersOf(stdout, asked);
  const root = parseFolder(answers[0], tree.length) ?? new Map();
  for (const [at, path] of paths.entries()) {
    const folder = parseFolder(answers[at + 1], tree.length);
    if (folder) attach(root, path.split("/"), folder);
  }
  return root;
}

/** The contents of the objects, as `cat-file --batch` prints them; undefined for a name without an object. */
function answersOf(stdout: Buffer, asked: readonly string[]): (Buffer | undefined)[] {
  let at = 0;
  return asked.map((name) => {
    const missing = Buffer.from(`${name} missing\n`, "latin1");
    if (stdout.subarray(at, at + missing.length).equals(missing)) {
      at += missing.length;
      return undefined;
    }
    const start = stdout.indexOf("\n", at) + 1;
    const [, kind, size] = stdout.toString("latin1", at, start).trimEnd().split(" ");
    if (kind !== "tree") throw new Error(`git cat-file: no tree at ${name}`);
    const end = start + Number(size);
    at = end + 1; // a line feed follows
    return stdout.subarray(start, end);
  });
}

function parseFolder(content: Buffer | undefined, oidLength: number): Folder | undefined {
  if (content === undefined) return undefined;
  const folder: Folder = new Map();
  for (let at = 0; at < content.length; ) {
    const gap = content.indexOf(" ", at);
    const end = content.indexOf(0, gap);
    const next = end + 1 + oidLength / 2;
    folder.set(content.toString("latin1", gap + 1, end), {
      mode: content.toString("latin1", at, gap),
      oid: content.toString("hex", end + 1, next),
    });
    at = next;
  }
  return folder;
}

function attach(root: Folder, path: readonly string[], folder: Folder): void {
  const parent = folderAt(root, path.slice(0, -1));
  const name = path.at(-1) ?? "";
  const item = parent?.get(name);
  if (item?.mode === FOLDER) parent?.set(name, { ...item, folder });
}

function folderAt(root: Folder, path: readonly string[]): Folder | undefined {
  let folder: Folder | undefined = root;
  for (const name of path) folder = folder?.get(name)?.folder;
  return folder;
}

function remove(root: Folder, path: readonly string[]): void {
  const folder = folderAt(root, path.slice(0, -1));
  const name = path.at(-1) ?? "";
  // The edit names a file: a folder of this name is another thing.
  if (folder?.get(name)?.mode !== FOLDER) folder?.delete(name);
}

function set(root: Folder, path: readonly string[], { mode, oid }: FileEntry): void {
  let folder = root;
  for (const name of path.slice(0, -1)) {
    const inside: Folder = folder.get(name)?.folder ?? new Map();
    folder.set(name, { mode: FOLDER, oid: "", folder: inside });
    folder = inside;
  }
  folder.set(path.at(-1) ?? "", { mode, oid });
}

/** Writes all folders that were read or made; an empty one is left out. Returns the root's id. */
async function writeFolders(
  run: RunGit,
  top: string,
  root: Folder,
  oidLength: number,
): Promise<string> {
  const ids: string[] = [];
  const records: string[] = [];
  const write = (folder: Folder): string | undefined => {
    const items = [...folder].flatMap(([name, item]): Named[] => {
      if (item.folder === undefined) return [[name, item]];
      const oid = write(item.folder);
      return oid === undefined ? [] : [[name, { mode: FOLDER, oid }]];
    });
    if (items.length === 0 && folder !== root) return undefined;
    records.push(...items.map(recordOf), "\0");
    const oid = idOf(items, oidLength);
    ids.push(oid);
    return oid;
  };
  write(root);
  // --missing: in a partial clone the folders also name files that are not here.
  const { stdout } = await run(top, {
    args: ["mktree", "-z", "--missing", "--batch"],
    input: Buffer.from(records.join(""), "latin1"),
  });
  if (stdout.toString() !== ids.map((oid) => `${oid}\n`).join(""))
    throw new Error("git mktree wrote other trees than asked");
  return ids.at(-1) ?? "";
}

function recordOf([name, { mode, oid }]: Named): string {
  const kind = mode === FOLDER ? "tree" : mode === "160000" ? "commit" : "blob";
  return `${mode} ${kind} ${oid}\t${name}\0`;
}

/** The id that git gives a folder, so that one call of git can write a folder and the folder around it. */
function idOf(items: readonly Named[], oidLength: number): string {
  // Git sorts a folder as if its name ended with "/".
  const key = ([name, { mode }]: Named) => (mode === FOLDER ? `${name}/` : name);
  const sorted = items.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
  const content = Buffer.concat(
    sorted.flatMap(([name, { mode, oid }]) => [
      Buffer.from(`${mode} ${name}\0`, "latin1"),
      Buffer.from(oid, "hex"),
    ]),
  );
  const hash = createHash(oidLength === 40 ? "sha1" : "sha256");
  return hash.update(`tree ${content.length}\0`).update(content).digest("hex");
}
