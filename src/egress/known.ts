import { readdir, readFile, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { GRAMMARS, grammarFile } from "../host/grammars.ts";
import { openCodeFolders } from "../host/opencode-folders.ts";
import { isThere } from "../kit/is-there.ts";
import { findOnPath } from "../kit/search-path.ts";
import type { Known } from "./core/explain.ts";
import type { Subject } from "./subject.ts";

const LARGEST_PLUGIN = 4 * 1024 * 1024;
/** OpenCode fetches its catalogue again if the file is older than this. */
const FRESH_MS = 5 * 60_000;

/** Reads what explains an attempt: settings, plugins, and the files that OpenCode would download. */
export async function known({ env, sources, cwd }: Subject): Promise<Known> {
  const { cache } = openCodeFolders(env);
  const catalogue = join(cache, "models.json");
  const there = await Promise.all(GRAMMARS.map((name) => isThere(grammarFile(name, env))));
  const rg =
    (await findOnPath("rg", env["PATH"] ?? "")) ?? (await findOnPath("rg", join(cache, "bin")));
  return {
    sources,
    env,
    plugins: await pluginTexts(sources, cwd),
    missingGrammars: GRAMMARS.filter((_, at) => !there[at]),
    missingCatalogue: (await isFresh(catalogue)) ? undefined : catalogue,
    ripgrep: rg !== undefined,
  };
}

async function pluginTexts(sources: Subject["sources"], cwd: string): Promise<Known["plugins"]> {
  const folders = sources
    .filter(({ kind }) => kind === "global" || kind === "folder")
    .map(({ name }) => dirname(name));
  const inFolders = await Promise.all(
    [...new Set([...folders, join(cwd, ".opencode")])]
      .flatMap((folder) => ["plugin", "plugins"].map((name) => join(folder, name)))
      .map(scriptsIn),
  );
  const named = sources.flatMap(({ config }) => {
    const list = config?.["plugin"];
    return Array.isArray(list)
      ? list.filter((one) => typeof one === "string" && one.startsWith("file:///"))
      : [];
  });
  const paths = new Set([...inFolders.flat(), ...named.map((url) => fileURLToPath(String(url)))]);
  const texts = await Promise.all([...paths].map(textOf));
  return texts.flat();
}

async function scriptsIn(folder: string): Promise<string[]> {
  if (!(await isThere(folder))) return [];
  const names = await readdir(folder);
  return names.filter((name) => /\.[cm]?[jt]s$/.test(name)).map((name) => join(folder, name));
}

async function textOf(path: string): Promise<{ path: string; text: string }[]> {
  const found = (await isThere(path)) ? await stat(path) : undefined;
  if (!found?.isFile() || found.size > LARGEST_PLUGIN) return [];
  return [{ path, text: await readFile(path, "utf8") }];
}

async function isFresh(path: string): Promise<boolean> {
  return (await isThere(path)) && (await stat(path)).mtimeMs > Date.now() - FRESH_MS;
}
