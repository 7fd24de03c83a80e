import { lstat, open } from "node:fs/promises";
import { join, resolve } from "node:path";
import { findOnPath, isExecutable } from "../kit/search-path.ts";
import { looseFields } from "./output.ts";
import type { MissingFilter } from "./port.ts";
import type { RunGit } from "./run-git.ts";

/** Filters that files of the checkout need and whose program is missing. */
export async function missingFilters(
  run: RunGit,
  top: string,
  searchPath: string,
): Promise<MissingFilter[]> {
  const missing = new Map<string, string>();
  for (const [filter, commands] of await neededCommands(run, top))
    for (const command of commands) {
      const program = /^\s*([\w./+-]+)(\s|$)/.exec(command)?.[1];
      if (program && !(await isInstalled(top, program, searchPath))) missing.set(filter, program);
    }
  if (missing.size === 0) return [];
  const files = await filesByFilter(run, top);
  return [...missing].flatMap(([filter, program]) => {
    const paths = files.get(filter) ?? [];
    return paths.length === 0 ? [] : [{ filter, program, paths }];
  });
}

async function neededCommands(run: RunGit, top: string): Promise<Map<string, string[]>> {
  const args = [
    "config",
    "--null",
    "--get-regexp",
    "^filter\\..*\\.(clean|smudge|process|required)$",
  ];
  const { stdout } = await run(top, { args, answers: [1] });
  const settings = new Map<string, string>();
  for (const field of looseFields(stdout)) {
    const [key = "", ...value] = field.split("\n");
    settings.set(key, value.join("\n"));
  }
  const names = [...settings.keys()].map((key) =>
    key.slice("filter.".length, key.lastIndexOf(".")),
  );
  return new Map(names.map((name) => [name, commandsOf(settings, name)]));
}

/** The commands without which git stops. It asks a process alone, and stops without it even if it is not required. */
function commandsOf(settings: ReadonlyMap<string, string>, filter: string): string[] {
  const setting = (name: string) => settings.get(`filter.${filter}.${name}`);
  const process = setting("process");
  if (process) return [process];
  const required = /^(true|yes|on|[1-9]\d*|)$/i.test(setting("required") ?? "no");
  return required ? [setting("clean"), setting("smudge")].flatMap((line) => line ?? []) : [];
}

async function isInstalled(top: string, program: string, searchPath: string): Promise<boolean> {
  if (program.includes("/")) return isExecutable(resolve(top, program));
  return (await findOnPath(program, searchPath)) !== undefined;
}

async function filesByFilter(run: RunGit, top: string): Promise<Map<string, string[]>> {
  const { stdout: input } = await run(top, { args: ["ls-files", "-z"] });
  const { stdout } = await run(top, { args: ["check-attr", "-z", "--stdin", "filter"], input });
  const fields = looseFields(stdout);
  const found = new Map<string, string[]>();
  for (let at = 0; at + 2 < fields.length; at += 3) {
    const [path = "", , filter = ""] = fields.slice(at, at + 3);
    const paths = found.get(filter);
    if (paths) paths.push(path);
    else found.set(filter, [path]);
  }
  return found;
}

/** Files that this user may not read: every snapshot stops at them. */
export async function unreadableFiles(run: RunGit, top: string): Promise<string[]> {
  // Not `--modified`: git would read the files, and run their filters.
  const options = ["--others", "--cached", "--exclude-standard", "--deduplicate", "-z"];
  const paths = looseFields((await run(top, { args: ["ls-files", ...options] })).stdout);
  const unreadable = await Promise.all(paths.map((path) => isUnreadable(join(top, path))));
  return paths.filter((_path, at) => unreadable[at]);
}

const READABLE_BY_ALL = 0o444;

async function isUnreadable(path: string): Promise<boolean> {
  const stats = await lstat(path).catch(() => undefined);
  if (!stats?.isFile() || (stats.mode & READABLE_BY_ALL) === READABLE_BY_ALL) return false;
  try {
    await (await open(path)).close();
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EACCES";
  }
}
