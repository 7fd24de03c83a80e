import type { Dirent } from "node:fs";
import { readdir, readlink, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { isThere } from "../../../kit/is-there.ts";
import { realPath } from "../../../kit/real-path.ts";
import {
  type Ground,
  inside,
  MARK_FILE,
  makeFolder,
  point,
  realOrNone,
  textOf,
  twinOf,
  writeText,
} from "./ground.ts";
import { pathsNamed, withPaths } from "./python-paths.ts";

/** Folders of an environment that become real folders; all other folders become links. */
const REAL = /^(bin|lib|lib64|(lib|lib64)\/(python|pypy)[^/]*(\/site-packages)?)$/;

export async function isVirtualenv(folder: string): Promise<boolean> {
  return isThere(join(folder, "pyvenv.cfg"));
}

/**
 * Gives the worktree an environment of its own with a link per installed package. Launchers, `.pth` files and the
 * finders of editable installs name the worktree instead of the checkout. Python finds an environment by the path of
 * its launcher, and a package by the path of its link, so nothing leads back.
 */
export async function fillVirtualenv(ground: Ground, folder: string): Promise<void> {
  const source = realPath(join(ground.top, folder));
  await fill({ ground, folder, source }, "");
}

interface Environment {
  readonly ground: Ground;
  /** Relative to the checkout. */
  readonly folder: string;
  /** Real path of the checkout's environment, which may lie outside the checkout. */
  readonly source: string;
}

async function fill(environment: Environment, path: string): Promise<void> {
  const entries = await readdir(join(environment.source, path), { withFileTypes: true });
  const wanted = entries.filter(({ name }) => name !== MARK_FILE && name !== "__pycache__");
  await Promise.all(
    wanted.map((entry) =>
      place(environment, path === "" ? entry.name : `${path}/${entry.name}`, entry),
    ),
  );
}

async function place(environment: Environment, path: string, entry: Dirent): Promise<void> {
  const source = join(environment.source, path);
  const at = join(environment.ground.tree, environment.folder, path);
  if (entry.isSymbolicLink()) return point(at, await targetOf(environment, source));
  if (entry.isDirectory() && REAL.test(path)) {
    await makeFolder(at);
    return fill(environment, path);
  }
  const text = entry.isFile() ? await ownText(environment, path) : undefined;
  if (text === undefined) return point(at, source);
  await writeText(at, text, (await stat(source)).mode);
}

/** One step of the link, not its end: the name of the interpreter says which environment it belongs to. */
async function targetOf({ ground, folder, source }: Environment, link: string): Promise<string> {
  const step = resolve(dirname(link), await readlink(link));
  const own = inside(source, step);
  if (own !== undefined) return join(ground.tree, folder, own);
  const real = await realOrNone(link);
  const back = real !== undefined && inside(ground.top, real) !== undefined;
  return back ? twinOf(ground, real) : step;
}

/** The text of a file that is the worktree's own; undefined for a file that may stay a link. */
async function ownText(environment: Environment, path: string): Promise<string | undefined> {
  const { ground, folder, source } = environment;
  const at = join(source, path);
  const text = await textOf(at);
  // Names the interpreter of the environment, which may lie in the checkout.
  if (text === undefined || path === "pyvenv.cfg") return text;
  const leads = new Map<string, string>();
  for (const named of pathsNamed(path, text)) {
    const real = await realOrNone(resolve(dirname(at), named));
    if (real !== undefined && inside(ground.top, real) !== undefined)
      leads.set(named, await twinOf(ground, real));
  }
  const own = withPaths({ file: path, text }, leads, [
    [ground.top, ground.tree],
    [source, join(ground.tree, folder)],
  ]);
  return own === text ? undefined : own;
}
