import type { Environment } from "../../kit/environment.ts";
import { TOOL_VARIABLES } from "./tool-folders.ts";

const NAMES = new Set([
  ...["PATH", "HOME", "PWD", "USER", "LOGNAME", "SHELL", "TMPDIR", "LANG", "LANGUAGE", "TZ", "CI"],
  ...["TERM", "COLORTERM", "NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES"],
  ...["VIRTUAL_ENV", "JAVA_OPTS", "JAVA_TOOL_OPTIONS", "CLASSPATH", "LD_LIBRARY_PATH"],
  ...["CC", "CXX", "AR", "LD", "CFLAGS", "CXXFLAGS", "CPPFLAGS", "LDFLAGS", "MAKEFLAGS"],
  ...["PKG_CONFIG_PATH", "GO111MODULE", "GOARCH", "GOBIN", "GOCACHE", "GOENV", "GOFLAGS", "GOOS"],
  ...["GOMAXPROCS", "GOPRIVATE", "GOPROXY", "GOSUMDB", "GONOSUMDB", "GOTMPDIR", "GOTOOLCHAIN"],
  ...["GOWORK", "GOEXPERIMENT", "SOURCE_DATE_EPOCH", "GIT_CONFIG_NOSYSTEM", "GIT_CONFIG_GLOBAL"],
  ...["GIT_CONFIG_SYSTEM", "GIT_CEILING_DIRECTORIES", "GIT_TERMINAL_PROMPT", "GIT_PAGER"],
  ...Object.keys(TOOL_VARIABLES),
]);

const PREFIXES =
  /^(LC_|GIT_(AUTHOR|COMMITTER)_|NODE_|npm_config_|NPM_CONFIG_|COREPACK_|PYTHON|PIP_|UV_|PYENV_|CONDA_|CARGO_|RUST|CGO_|MAVEN_|GRADLE_|DOTNET_|NVM_|VOLTA_|FNM_|ASDF_|MISE_|RBENV_)/;

const PROXY = /^(https?|all|no|ftp)_proxy$/i;

const SECRET_NAME = /TOKEN|SECRET|PASS|CREDENTIAL|KEY|AUTH(?!OR)/i;
/** An address with a password in it. */
const SECRET_VALUE = /:\/\/[^\s/@]*:[^\s/@]+@/;
/** The file that a program would load first is often hidden, and then no program starts. */
const PRELOAD = /(^|\s)(-r|--require|--import|--loader|--experimental-loader)\b/;

/**
 * The variables that an agent's shell inherits: what builds need, without everything that looks like a secret, and
 * what the user chose by name.
 */
export function keptVariables(
  env: Environment,
  chosen: readonly string[],
  network: boolean,
): string[] {
  const kept = (name: string, value: string) =>
    chosen.includes(name) ||
    ((NAMES.has(name) || PREFIXES.test(name) || (network && PROXY.test(name))) &&
      !SECRET_NAME.test(name) &&
      !SECRET_VALUE.test(value) &&
      !(name === "NODE_OPTIONS" && PRELOAD.test(value)));
  return Object.entries(env).flatMap(([name, value]) =>
    value !== undefined && !name.includes("\n") && kept(name, value) ? [name] : [],
  );
}

const GIT_SECTIONS =
  /^(advice|color|commit|core|diff|filter|gc|init|lfs|maintenance|merge|protocol|safe|tag|user)\./i;

/** The user's entries of git's configuration in the environment; entries that can hold an account are left out. */
export function keptGitEntries(env: Environment): [key: string, value: string][] {
  const count = Number.parseInt(env["GIT_CONFIG_COUNT"] ?? "0", 10) || 0;
  return Array.from({ length: Math.max(count, 0) }, (_, index): [string, string] => [
    env[`GIT_CONFIG_KEY_${index}`] ?? "",
    env[`GIT_CONFIG_VALUE_${index}`] ?? "",
  ]).filter(([key, value]) => GIT_SECTIONS.test(key) && !SECRET_VALUE.test(value));
}
