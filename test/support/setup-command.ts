import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { findOnPath } from "../../src/kit/search-path.ts";
import { ROOT, type SetupScene } from "./setup-scene.ts";

const BIN = join(ROOT, "bin/oh-my-qwencoder.js");

/** The built command, run like by a user without a terminal. */
export async function command(
  scene: SetupScene,
  args: readonly string[],
  env: Record<string, string> = {},
) {
  return execa("node", [BIN, ...args], {
    cwd: scene.dir,
    env: { ...scene.env, PATH: await knownVersion(scene), ...env },
    extendEnv: false,
    reject: false,
    stdin: "ignore",
  });
}

/**
 * PATH with an `opencode` that knows its own version: each command asks for the version, and the real OpenCode needs
 * 0.8 s of CPU for that answer. Everything else goes to the real OpenCode.
 */
async function knownVersion({ dir, env }: SetupScene): Promise<string> {
  const path = env["PATH"] ?? "";
  const real = await findOnPath("opencode", path);
  if (real === undefined) return path;
  const manifest = await readFile(join(ROOT, "node_modules/opencode-ai/package.json"), "utf8");
  const { version } = JSON.parse(manifest) as { version: string };
  const bin = join(dir, "../bin");
  await mkdir(bin, { recursive: true });
  const script = `#!/bin/sh\n[ "$1" = --version ] && exec echo ${version}\nexec '${real}' "$@"\n`;
  await writeFile(join(bin, "opencode"), script, { mode: 0o755 });
  return `${bin}:${path}`;
}
