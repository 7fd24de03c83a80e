import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { OpenCode } from "../../src/host/find.ts";
import { isolatedHome } from "../../src/host/isolated-home.ts";
import { launchServe, type ServeProcess, type ServerAddress } from "../../src/host/serve.ts";

/** Options that distinguish the OpenCode processes of the tests. */
export interface HostOptions {
  sandbox?: "auto" | "landlock" | "off";
  /** True: OpenCode copies the work tree before and after each step for its /undo, as it does for users. */
  undo?: boolean;
  config?: Record<string, unknown>;
  env?: Record<string, string>;
  /** Name of the served model: OpenCode chooses its edit tools by this name. */
  modelId?: string;
}

/** A running OpenCode with the packed plugin in its own home. */
export interface TestHost {
  address: ServerAddress;
  running: ServeProcess;
  env: Readonly<Record<string, string>>;
  /** Contains the home, the log and the repositories of the tests. */
  folder: string;
  logFile: string;
  close(): Promise<void>;
}

/** A start alone takes 3 s, but the machine may be busy. */
const START_MS = 600_000;

/** Starts OpenCode for a model server at `baseURL`. Throws `AegisError` HOST_START. */
export async function startTestHost(
  where: { packed: string; opencode: OpenCode; baseURL: string },
  options: HostOptions,
): Promise<TestHost> {
  const { sandbox = "auto" } = options;
  const folder = await realpath(await mkdtemp(join(tmpdir(), "aegis-arena-")));
  const home = await isolatedHome(folder, {
    baseURL: where.baseURL,
    searchPath: process.env["PATH"] ?? "",
    packageRoot: process.cwd(),
    plugin: join(where.packed, "dist/plugin.js"),
    config: { snapshot: options.undo ?? false, ...options.config },
    ...(options.modelId ? { model: options.modelId } : {}),
  });
  const env = {
    ...home.env,
    ...(sandbox === "auto" ? {} : { AEGIS_SANDBOX_MODE: sandbox }),
    ...options.env,
  };
  const logFile = join(folder, "opencode.log");
  // OpenCode's background git may still be writing its last file.
  const remove = () =>
    rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  try {
    const { opencode } = where;
    const { running, address } = await launchServe({
      ...{ opencode, cwd: folder, env, logFile },
      startTimeoutMs: START_MS,
    });
    const close = async () => {
      await running.stop();
      await remove();
    };
    return { address, running, env, folder, logFile, close };
  } catch (error) {
    await remove();
    throw error;
  }
}
