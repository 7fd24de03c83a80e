import { delimiter, join } from "node:path";
import type { Environment } from "../kit/environment.ts";
import { AegisError } from "../kit/errors.ts";
import { realPath } from "../kit/real-path.ts";
import { say } from "../kit/sentence.ts";
import { cacheVariables, gitProxy, proxyVariables } from "./core/proxy-variables.ts";
import type { SandboxKind } from "./port.ts";
import { rawPath } from "./secrets/raw-path.ts";
import type { ShellView } from "./view/find-view.ts";
import { keptGitEntries, keptVariables } from "./view/variables.ts";

export interface ShellScope {
  kind: SandboxKind;
  /** Marks the processes of this call; must be unique per call. */
  callID: string;
  /** Absolute paths. Inside `readWrite`, the paths of `protect` are read-only again. */
  readWrite: readonly string[];
  readOnly: readonly string[];
  protect: readonly string[];
  network: boolean;
  /** The way to the hosts of a list, in a network of the call's own; only in bubblewrap, and then `network` is false. */
  wayOut?: {
    /** Absolute path of the unix socket to our proxy. */
    socket: string;
    /** OpenCode's own program, whose Bun runs the half in the sandbox. */
    program: string;
  };
  view: ShellView;
  /** Raw absolute paths that are hidden from this call besides those of `view`. */
  secrets?: readonly string[];
  /** The project's common git directory: the hooks refuse commits there. */
  gitCommonDir?: string;
  /** Absolute path of templates/git-hooks. */
  hooksDir?: string;
  /** Further variables of the wrapper: the bubblewrap that the probe found, its filter, limits. */
  confinement?: Record<string, string>;
  /** The environment that the shell would inherit. */
  env: Environment;
}

/** Files of a checkout that steer the host or us: no agent's code may change them. */
export function steeringFiles(top: string): string[] {
  return [".opencode", "opencode.json", "opencode.jsonc", "tui.json"].map((name) =>
    join(top, name),
  );
}

/**
 * The `.git` entries that lead to a tree's git directory. A replaced entry would lead our own git, which no sandbox
 * confines, to a configuration that runs programs.
 */
export function gitPointers(writable: readonly string[]): string[] {
  return writable.map((directory) => join(directory, ".git"));
}

/**
 * The variables that turn one shell call into an agent's call (see templates/shell/bash and templates/git-hooks/gate).
 * Throws PATH_UNSUPPORTED for a path that is not absolute or contains a line break: a line break separates two paths.
 */
export function shellEnvironment(scope: ShellScope): Record<string, string> {
  const inherited = keptVariables(scope.env, scope.view.variables, scope.network);
  const env: Record<string, string> = {
    ...emptied(scope.env, inherited),
    AEGIS_CALL: scope.callID,
    AEGIS_SANDBOX: scope.kind,
    AEGIS_RO: pathList(scope.readOnly),
    AEGIS_RW: pathList(scope.readWrite),
    AEGIS_PROTECT: pathList(scope.protect),
    AEGIS_VISIBLE: pathList(scope.view.visible),
    AEGIS_HIDDEN: [...scope.view.hidden.map(rawPath), ...(scope.secrets ?? [])]
      .map(escaped)
      .join("\n"),
    AEGIS_NET: scope.wayOut ? "listed" : scope.network ? "1" : "0",
    // A model's shell must not be able to answer its own questions through the server.
    OPENCODE_SERVER_PASSWORD: "",
  };
  Object.assign(env, scope.confinement);
  const proxy = scope.wayOut
    ? { ...proxyVariables(PROXY), ...cacheVariables(join("/tmp", "cache")) }
    : {};
  Object.assign(env, proxy, wayOutVariables(scope));
  // The hooks compare with `pwd -P`.
  if (scope.gitCommonDir !== undefined) env["AEGIS_GITDIR"] = realPath(scope.gitCommonDir);
  const gitEntries = gitConfiguration(scope);
  Object.assign(env, gitEntries);
  // These may be set after the hooks: the search paths of a worktree, its directory, and the mark of QA.
  const later = [...SEARCHED, "PWD", "CI", "AEGIS_GITDIR"];
  env["AEGIS_KEEP"] = [
    ...new Set([...inherited, ...later, ...Object.keys(proxy), ...Object.keys(gitEntries)]),
  ].join("\n");
  return env;
}

/** The port of our proxy on the loopback of a call's own network; below the ports that the kernel gives out. */
const PROXY_PORT = 30_128;
const PROXY = `http://127.0.0.1:${PROXY_PORT}`;

function wayOutVariables({ wayOut }: ShellScope): Record<string, string> {
  if (!wayOut) return {};
  return {
    AEGIS_OUT: wayOut.socket,
    AEGIS_OUT_PORT: String(PROXY_PORT),
    AEGIS_BUN: wayOut.program,
  };
}

/**
 * The variables that the command does not inherit, with empty values: our wrapper around it would otherwise hold them in
 * an environment that the command can read in /proc. The variables of the wrapper itself stay.
 */
function emptied(env: Environment, kept: readonly string[]): Record<string, string> {
  const others = Object.keys(env).filter((name) => !kept.includes(name) && !/^AEGIS_/.test(name));
  return Object.fromEntries(others.map((name) => [name, ""]));
}

const SEARCHED = ["PATH", "VIRTUAL_ENV", "PYTHONPATH", "NODE_PATH"];

/**
 * The variables in which programs search, with the worktree in the place of the checkout: an OpenCode that was started
 * from an activated environment or by `npm exec` would otherwise test the checkout.
 */
export function searchIn(env: Environment, top: string, directory: string): Record<string, string> {
  if (directory === top) return {};
  const found: Record<string, string> = {};
  for (const name of SEARCHED) {
    const paths = env[name]?.split(delimiter) ?? [];
    const moved = paths.map((path) => movedTo(directory, top, path)).join(delimiter);
    if (moved !== (env[name] ?? "")) found[name] = moved;
  }
  return found;
}

function movedTo(directory: string, top: string, path: string): string {
  const below = path === top || path.startsWith(`${top}/`);
  const inside = path === directory || path.startsWith(`${directory}/`);
  return below && !inside ? `${directory}${path.slice(top.length)}` : path;
}

/** The user's own entries, then our hooks: the last value of a key wins. */
function gitConfiguration({ env, hooksDir, wayOut }: ShellScope): Record<string, string> {
  const entries = keptGitEntries(env);
  if (wayOut) entries.push(gitProxy(PROXY));
  if (hooksDir !== undefined) entries.push(["core.hooksPath", hooksDir]);
  const variables = entries.flatMap(([key, value], index) => [
    [`GIT_CONFIG_KEY_${index}`, key],
    [`GIT_CONFIG_VALUE_${index}`, value],
  ]);
  return Object.fromEntries([["GIT_CONFIG_COUNT", String(entries.length)], ...variables]);
}

/** A raw path for `printf %b`: a secret file's name may be any bytes, with line breaks. */
function escaped(raw: string): string {
  return raw.replace(
    /[^ -[\]-~]/g,
    (byte) => `\\x${byte.charCodeAt(0).toString(16).padStart(2, "0")}`,
  );
}

function pathList(paths: readonly string[]): string {
  const bad = paths.find((path) => !path.startsWith("/") || path.includes("\n"));
  if (bad !== undefined) {
    throw new AegisError(
      "PATH_UNSUPPORTED",
      say(
        `The shell sandbox does not support this path: ${JSON.stringify(bad)}`,
        `셸 샌드박스가 지원하지 않는 경로입니다: ${JSON.stringify(bad)}`,
      ),
      say("Use absolute paths without line breaks.", "줄바꿈이 없는 절대 경로를 쓰세요."),
    );
  }
  return paths.join("\n");
}
