import { mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { AegisError } from "../kit/errors.ts";
import { findOnPath, isExecutable } from "../kit/search-path.ts";
import { type Sentence, say } from "../kit/sentence.ts";
import { runOnce } from "./run-once.ts";
import { START_LIMIT_MS } from "./start-limit.ts";

export interface OpenCode {
  readonly path: string;
  readonly version: string;
}

/**
 * Finds the OpenCode to drive: first the dependency of `packageRoot` (if given), then `opencode` on `searchPath`;
 * undefined if there is none. Starts each candidate once for its version. Throws OPENCODE_BROKEN if the program on
 * `searchPath` does not print its version, and HOST_RUN_TIMEOUT if it has not answered within the limit.
 */
export async function findOpenCode(where: {
  packageRoot?: string;
  searchPath: string;
  /** Limit per candidate; default: START_LIMIT_MS. */
  limitMs?: number;
  signal?: AbortSignal | undefined;
}): Promise<OpenCode | undefined> {
  const { packageRoot, searchPath } = where;
  const installed = packageRoot === undefined ? [] : installedBinaries(packageRoot);
  for (const candidate of installed) {
    if (!(await isExecutable(candidate))) continue;
    const found = await askVersion(candidate, where);
    // A binary without a version is the placeholder of an unfinished install and counts as absent.
    if ("version" in found) return { path: candidate, version: found.version };
  }
  const onPath = await findOnPath("opencode", searchPath);
  if (onPath === undefined) return undefined;
  const found = await askVersion(onPath, where);
  if ("version" in found) return { path: onPath, version: found.version };
  throw new AegisError(
    "OPENCODE_BROKEN",
    say(
      `${onPath} is on PATH, but opencode --version ${found.instead.en}.`,
      `${onPath}이(가) PATH에 있지만 opencode --version이 실패했습니다. ${found.instead.ko}.`,
    ),
    say(
      "Install it again: npm install -g opencode-ai",
      "다시 설치하세요: npm install -g opencode-ai",
    ),
  );
}

/** The package's own binary, then the binary of the platform package: without install scripts only the latter works. */
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
      // Not installed: try the next candidate.
      return [];
    }
  });
}

async function askVersion(
  binary: string,
  where: { searchPath: string; limitMs?: number; signal?: AbortSignal | undefined },
): Promise<{ version: string } | { instead: Sentence }> {
  const { searchPath, limitMs = START_LIMIT_MS, signal } = where;
  const home = await mkdtemp(path.join(tmpdir(), "aegis-home-"));
  try {
    const { code, stdout, stderr } = await runOnce({
      opencode: { path: binary },
      cwd: home,
      env: { PATH: searchPath, HOME: home },
      args: ["--version"],
      timeoutMs: limitMs,
      group: true,
      signal,
    });
    const version = code === 0 ? /\d+\.\d+\.\d+\S*/.exec(stdout)?.[0] : undefined;
    if (version !== undefined) return { version };
    const said = (stderr.trim() || stdout.trim()).slice(0, 300);
    return { instead: say(`ended with ${code}: ${said}`, `${code}(으)로 끝났습니다: ${said}`) };
  } catch (error) {
    const known = error instanceof AegisError;
    // Out of time: nothing is known of the program.
    if (!known || error.code === "HOST_RUN_STOPPED" || error.code === "HOST_RUN_TIMEOUT")
      throw error;
    return {
      instead: say(`cannot be started: ${error.message}`, `시작할 수 없습니다: ${error.what.ko}`),
    };
  } finally {
    await rm(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}
