// The built install and uninstall with seeds of every kind and a check.
import { once } from "node:events";
import { join } from "node:path";
import { install } from "../../dist/install.js";
import { uninstall } from "../../dist/uninstall.js";

const seed = (path, text, more = {}) => ({
  path,
  content: Buffer.from(text),
  role: "seed",
  ...more,
});

const partsFor = (env) => ({
  seeds: async ({ place }) => ({
    project: [
      seed(join(place.opencodeFolder, "package.json"), "{}\n"),
      { path: join(place.opencodeFolder, "node_modules"), folder: true },
    ],
    shared: [
      seed(join(env.HOME, ".cache/opencode/bin/rg"), "#!/bin/sh\n", { mode: 0o755 }),
      seed(join(env.HOME, ".cache/opencode/models.json"), "{}", { mtime: Date.UTC(2090, 0) }),
      { path: join(env.HOME, ".cache/opencode/packages/empty"), folder: true },
    ],
  }),
  verify: async () => {
    if (!env.AEGIS_TEST_INTERRUPT) return;
    const heard = once(process, "SIGINT");
    process.kill(process.pid, "SIGINT");
    // Waiting for a signal does not keep a process alive.
    const alive = setInterval(() => undefined, 1_000);
    await heard;
    clearInterval(alive);
  },
});

/** Runs a command in this process; resolves with its exit code. */
export function seededCommand(command, { cwd, env, write, writeError }) {
  const context = {
    cwd,
    env,
    scope: "project",
    json: true,
    language: "en",
    color: false,
    yes: true,
    force: false,
    interactive: false,
    packageRoot: join(import.meta.dirname, "../.."),
    version: "3.2.0",
    write,
    writeError,
  };
  if (command === "uninstall") return uninstall({ dryRun: false, purge: false }, context);
  const baseUrl = "http://127.0.0.1:9/v1";
  const options = { dryRun: false, diff: false, mcp: [], baseUrl, approveProject: true };
  return install(options, context, async () => partsFor(env));
}
