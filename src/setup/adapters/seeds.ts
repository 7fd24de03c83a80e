import { access, constants } from "node:fs/promises";
import { dirname, join } from "node:path";
import { GRAMMARS, grammarFile } from "../../host/grammars.ts";
import { openCodeFolders } from "../../host/opencode-folders.ts";
import type { Environment } from "../../kit/environment.ts";
import { AegisError } from "../../kit/errors.ts";
import { isThere } from "../../kit/is-there.ts";
import { isRecord, parsedJson, recordOf } from "../../kit/json.ts";
import { say } from "../../kit/sentence.ts";
import { pluginFiles } from "./plugin-files.ts";
import type { Seed } from "./seed.ts";
import { readFound } from "./write-file.ts";

export interface SeedRequest {
  /** Folder of this package: package.json, dist, templates. */
  packageRoot: string;
  /** OpenCode's environment, which names its folders. */
  env: Environment;
  home: string;
  /** The project's top; its `.opencode` is seeded even if it does not exist yet. */
  project?: string;
  /** The folder in which OpenCode opens, if it lies deeper. */
  cwd?: string;
}

/** OpenCode installs this package with npm into each configuration folder, and loads plugins only after that. */
const OPENCODE_PLUGIN = "@opencode-ai/plugin";
/** The content that OpenCode itself writes into such a folder. */
const IGNORED = "node_modules\npackage.json\npackage-lock.json\nbun.lock\n.gitignore";
/** Far ahead, but within the range of 32-bit file times. */
const FRESH_FOR_EVER = Date.UTC(2037, 0, 1);

/**
 * Files that are missing here for OpenCode to start without a network: its configuration folders
 * look installed, its catalogue of models looks fresh, the grammars of its terminal are there, and this package lies in
 * its package cache under the name that `plugin` gives. `project`: inside the repository; `shared`: for all projects
 * of the user. Throws NOT_A_LOCK.
 */
export async function seedWishes(
  request: SeedRequest,
): Promise<{ project: Seed[]; shared: Seed[] }> {
  const { env, home } = request;
  const { cache, config } = openCodeFolders(env, home);
  const { project, cwd = project } = request;
  const own = project === undefined || cwd === undefined ? [] : await projectFolders(project, cwd);
  const more = [join(home, ".opencode"), env["OPENCODE_CONFIG_DIR"] ?? ""].filter(
    (folder) => folder !== "" && !own.includes(folder),
  );
  const existing = await Promise.all(more.map(async (each) => ((await isThere(each)) ? each : "")));
  const shared = [config, ...existing.filter((folder) => folder !== "")];
  return {
    project: (await Promise.all(own.map(packageFolder))).flat(),
    shared: [
      ...(await Promise.all(shared.map(packageFolder))).flat(),
      ...(await catalogue(join(cache, "models.json"))),
      ...(await grammars(env, home)),
      ...(await pluginFiles(request.packageRoot, join(cache, "packages"))),
    ],
  };
}

/** OpenCode reads every `.opencode` from its folder up to the top of the repository. */
async function projectFolders(project: string, cwd: string): Promise<string[]> {
  const folders = new Set([join(project, ".opencode")]);
  for (let at = cwd; ; at = dirname(at)) {
    const here = join(at, ".opencode");
    if (await isThere(here)) folders.add(here);
    if (dirname(at) === at || (await isThere(join(at, ".git")))) return [...folders];
  }
}

/**
 * OpenCode only compares the names in package.json with the names in the lock. If the user has dependencies that are
 * not installed, npm must run anyway, so such a folder is left alone.
 */
async function packageFolder(folder: string): Promise<Seed[]> {
  if ((await isThere(folder)) && !(await isWritable(folder))) return [];
  const modules = join(folder, "node_modules");
  const ignoreFile = join(folder, ".gitignore");
  const lockFile = join(folder, "package-lock.json");
  const manifest = recordOf(parsedJson(await textOf(join(folder, "package.json"))));
  const { text, value: lock } = await readLock(lockFile);
  const locked = namesIn(recordOf(recordOf(lock["packages"])[""]));
  const own = namesIn(manifest).filter((name) => name !== OPENCODE_PLUGIN);
  const installed = await isThere(modules);
  if (own.some((name) => !installed || !locked.includes(name))) return [];
  if (!locked.includes(OPENCODE_PLUGIN) && !isLock(text, lock)) throw notALock(lockFile);
  return [
    // Comes first, so that git never shows the other files as changes of the user.
    ...((await isThere(ignoreFile)) ? [] : [{ path: ignoreFile, content: Buffer.from(IGNORED) }]),
    ...(installed ? [] : [{ folder: modules }]),
    ...(locked.includes(OPENCODE_PLUGIN) ? [] : [{ path: lockFile, content: withPlugin(lock) }]),
  ];
}

function withPlugin(lock: Record<string, unknown>): Buffer {
  const packages = recordOf(lock["packages"]);
  const root = recordOf(packages[""]);
  const dependencies = { ...recordOf(root["dependencies"]), [OPENCODE_PLUGIN]: "*" };
  const full = {
    lockfileVersion: 3,
    ...lock,
    packages: { ...packages, "": { ...root, dependencies } },
  };
  return Buffer.from(`${JSON.stringify(full, null, 2)}\n`);
}

const KINDS = ["dependencies", "devDependencies", "peerDependencies", "optionalDependencies"];

function namesIn(manifest: Record<string, unknown>): string[] {
  return KINDS.flatMap((kind) => Object.keys(recordOf(manifest[kind])));
}

/** An existing catalogue belongs to the user: it may name models that the user uses. */
async function catalogue(file: string): Promise<Seed[]> {
  if (await isThere(file)) return [];
  return [{ path: file, content: Buffer.from("{}\n"), mtimeMs: FRESH_FOR_EVER }];
}

/** A grammar that cannot be loaded leaves the code without colours; a missing grammar is downloaded. */
async function grammars(env: Environment, home: string): Promise<Seed[]> {
  const files = GRAMMARS.map((name) => grammarFile(name, env, home));
  const missing = await Promise.all(files.map(async (path) => ((await isThere(path)) ? [] : path)));
  return missing.flat().map((path) => ({ path, content: Buffer.from("\n") }));
}

/** "" if there is no such file. OpenCode treats an unreadable text as empty; this code does the same. */
async function textOf(file: string): Promise<string> {
  return (await readFound(file))?.content.toString("utf8") ?? "";
}

async function readLock(file: string): Promise<{ text: string; value: Record<string, unknown> }> {
  const text = await textOf(file);
  return { text, value: recordOf(parsedJson(text)) };
}

/** True if our name can be added to the file and everything else stays. An empty file holds nothing. */
function isLock(text: string, lock: Record<string, unknown>): boolean {
  if (text.trim() === "") return true;
  const packages = lock["packages"];
  const root = isRecord(packages) ? packages[""] : undefined;
  const parts = [packages, root, recordOf(root)["dependencies"]];
  const known = "lockfileVersion" in lock || "packages" in lock;
  return known && parts.every((part) => part === undefined || isRecord(part));
}

function notALock(file: string): AegisError {
  return new AegisError(
    "NOT_A_LOCK",
    say(
      `${file} is no package lock of npm, and install replaces only its own files. Nothing was written.`,
      `${file}이(가) npm의 잠금 파일이 아니므로 교체하지 않습니다. 아무것도 쓰지 않았습니다.`,
    ),
    say(
      "Move the file away, or run npm install there to rewrite it, then repeat the command.",
      "다른 곳으로 옮기거나 그곳에서 npm install로 새로 만든 뒤 명령을 다시 실행하세요.",
    ),
  );
}

async function isWritable(path: string): Promise<boolean> {
  return access(path, constants.W_OK).then(
    () => true,
    () => false,
  );
}
