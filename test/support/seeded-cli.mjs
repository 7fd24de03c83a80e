// The built install and uninstall with seeds of every kind and a check.
import { once } from "node:events";
import { join } from "node:path";
import { install } from "../../dist/install.js";
import { uninstall } from "../../dist/uninstall.js";

const [command = "install"] = process.argv.slice(2);
const home = process.env.HOME ?? "";

const context = {
  cwd: process.cwd(),
  env: process.env,
  scope: "project",
  json: true,
  language: "en",
  color: false,
  yes: true,
  force: false,
  interactive: false,
  packageRoot: join(import.meta.dirname, "../.."),
  version: "3.2.0",
  write: (text) => process.stdout.write(text),
  writeError: (text) => process.stderr.write(text),
};

const seed = (path, text, more = {}) => ({
  path,
  content: Buffer.from(text),
  role: "seed",
  ...more,
});

const parts = {
  seeds: async ({ place }) => ({
    project: [
      seed(join(place.opencodeFolder, "package.json"), "{}\n"),
      { path: join(place.opencodeFolder, "node_modules"), folder: true },
    ],
    shared: [
      seed(join(home, ".cache/opencode/bin/rg"), "#!/bin/sh\n", { mode: 0o755 }),
      seed(join(home, ".cache/opencode/models.json"), "{}", { mtime: Date.UTC(2090, 0) }),
      { path: join(home, ".cache/opencode/packages/empty"), folder: true },
    ],
  }),
  verify: async () => {
    if (!process.env.AEGIS_TEST_INTERRUPT) return;
    const heard = once(process, "SIGINT");
    process.kill(process.pid, "SIGINT");
    // Waiting for a signal does not keep a process alive.
    const alive = setInterval(() => undefined, 1_000);
    await heard;
    clearInterval(alive);
  },
};

process.exitCode =
  command === "uninstall"
    ? await uninstall({ dryRun: false, purge: false }, context)
    : await install(
        { dryRun: false, diff: false, mcp: [], baseUrl: "http://127.0.0.1:9/v1" },
        context,
        async () => parts,
      );
