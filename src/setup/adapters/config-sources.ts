import { dirname, join } from "node:path";
import { openCodeFolders } from "../../host/opencode-folders.ts";
import type { Environment } from "../../kit/environment.ts";
import { AegisError } from "../../kit/errors.ts";
import type { JsonObject } from "../../kit/json.ts";
import { managedFolder } from "../../swarm/adapters/project-config/managed-folder.ts";
import { parseJsonc } from "./jsonc.ts";
import { readFound } from "./write-file.ts";

/** A file or variable that OpenCode reads its configuration from, with its content. */
export interface ConfigSource {
  /** A path, or the name of a variable. */
  readonly name: string;
  readonly kind: "global" | "variable" | "project" | "folder" | "managed";
  /** Undefined: the source does not exist, but OpenCode would read it. */
  readonly config: JsonObject | undefined;
  /** Why the source cannot be read, with line and column. */
  readonly fault?: string;
}

const NAMES = ["opencode.json", "opencode.jsonc"] as const;

/**
 * Every source for a session in `cwd` of a repository at `top`, lowest rank first: global, a file
 * named by a variable, the project's files from the top down to `cwd`, the `.opencode` folders, the
 * text in a variable, the administrator's. A plugin's hook comes after all of them.
 */
export async function configSources(place: {
  top: string;
  cwd: string;
  env: Environment;
  platform: NodeJS.Platform;
}): Promise<ConfigSource[]> {
  const { env } = place;
  const folders = foldersBetween(place.top, place.cwd);
  const named = env["OPENCODE_CONFIG"];
  const off = env["OPENCODE_DISABLE_PROJECT_CONFIG"];
  const project = off ? [] : folders;
  const content = env["OPENCODE_CONFIG_CONTENT"];
  const own = env["OPENCODE_CONFIG_DIR"];
  const files = (kind: ConfigSource["kind"], dirs: readonly string[]) =>
    Promise.all(dirs.flatMap((dir) => NAMES.map((name) => readSource(kind, join(dir, name)))));
  return [
    await readSource("global", join(openCodeFolders(env).config, "config.json")),
    ...(await files("global", [openCodeFolders(env).config])),
    ...(named ? [await readSource("variable", named)] : []),
    ...(await files("project", project)),
    ...(await files("folder", [
      ...project.map((dir) => join(dir, ".opencode")),
      join(env["HOME"] ?? "", ".opencode"),
      ...(own ? [own] : []),
    ])),
    ...(content ? [parsed("variable", "OPENCODE_CONFIG_CONTENT", content)] : []),
    ...(await files("managed", [managedFolder(place.platform, env)])),
  ];
}

/**
 * Every source of OpenCode's terminal in `cwd`, lowest rank first: the user's, a file named by a variable, those of all
 * folders from the root down to `cwd`, those of the `.opencode` folders.
 */
export async function terminalSources(place: {
  cwd: string;
  env: Environment;
}): Promise<ConfigSource[]> {
  const { cwd, env } = place;
  const [named, own] = [env["OPENCODE_TUI_CONFIG"], env["OPENCODE_CONFIG_DIR"]];
  const folders = env["OPENCODE_DISABLE_PROJECT_CONFIG"] ? [] : foldersBetween("/", cwd);
  const inHome = join(env["HOME"] ?? "", ".opencode");
  const openCodes = [...new Set([...folders.map((dir) => join(dir, ".opencode")), inHome])];
  const files = (kind: ConfigSource["kind"], dirs: readonly string[]) =>
    Promise.all(
      dirs.flatMap((dir) =>
        ["tui.json", "tui.jsonc"].map((name) => readSource(kind, join(dir, name))),
      ),
    );
  return [
    ...(await files("global", [openCodeFolders(env).config])),
    ...(named ? [await readSource("variable", named)] : []),
    ...(await files("project", folders)),
    ...(await files("folder", [...openCodes, ...(own ? [own] : [])])),
  ];
}

/** From `top` down to `cwd`; only `cwd` if it does not lie below `top`. */
export function foldersBetween(top: string, cwd: string): string[] {
  const found: string[] = [];
  for (let at = cwd; ; at = dirname(at)) {
    found.unshift(at);
    if (at === top || at === dirname(at)) return found[0] === top ? found : [cwd];
  }
}

async function readSource(kind: ConfigSource["kind"], path: string): Promise<ConfigSource> {
  try {
    const found = await readFound(path);
    return found
      ? parsed(kind, path, found.content.toString("utf8"))
      : { name: path, kind, config: undefined };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOTDIR") return { name: path, kind, config: undefined };
    return { name: path, kind, config: undefined, fault: String(error) };
  }
}

function parsed(kind: ConfigSource["kind"], name: string, text: string): ConfigSource {
  try {
    return { name, kind, config: parseJsonc(text, name) };
  } catch (error) {
    if (!(error instanceof AegisError)) throw error;
    return { name, kind, config: undefined, fault: error.message };
  }
}
