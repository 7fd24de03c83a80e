import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { findOnPath, isExecutable } from "./search-path.ts";

export interface OpenCode {
  readonly path: string;
  readonly version: string;
}

/**
 * The OpenCode to drive: the one installed as a dependency of `packageRoot` (if given), else `opencode` on
 * `searchPath`. Each candidate is started once for its version; undefined if none answers.
 */
export async function findOpenCode(where: {
  packageRoot?: string;
  searchPath: string;
}): Promise<OpenCode | undefined> {
  const { packageRoot } = where;
  const installed = packageRoot === undefined ? [] : installedBinaries(packageRoot);
  const onPath = await findOnPath("opencode", where.searchPath);
  for (const candidate of [...installed, ...(onPath === undefined ? [] : [onPath])]) {
    if (!(await isExecutable(candidate))) continue;
    const version = await versionOf(candidate, where.searchPath);
    if (version !== undefined) return { path: candidate, version };
  }
  return undefined;
}

/** The package's own binary, then the platform package's: without install scripts only that. */
function installedBinaries(packageRoot: string): string[] {
  const require = createRequire(path.join(packageRoot, "package.json"));
  const system = process.platform === "win32" ? "windows" : process.platform;
  const extension = process.platform === "win32" ? ".exe" : "";
  const names = [
    ["opencode-ai/package.json", "bin/opencode.exe"],
    [`opencode-${system}-${process.arch}/package.json`, `bin/opencode${extension}`],
  ] as const;
  return names.flatMap(([manifest, binary]) => {
    try {
      return [path.join(path.dirname(require.resolve(manifest)), binary)];
    } catch {
      // Not installed: the next candidate is tried.
      return [];
    }
  });
}

async function versionOf(binary: string, searchPath: string): Promise<string | undefined> {
  const home = await mkdtemp(path.join(tmpdir(), "aegis-home-"));
  try {
    const env = { PATH: searchPath, HOME: home };
    const run = await promisify(execFile)(binary, ["--version"], { env, timeout: 30_000 });
    return /\d+\.\d+\.\d+\S*/.exec(run.stdout)?.[0];
  } catch {
    // A placeholder of an unfinished install, or a broken one: as good as absent.
    return undefined;
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}
