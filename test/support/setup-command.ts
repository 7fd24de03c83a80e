import { join } from "node:path";
import { execa } from "execa";
import { ROOT, type SetupScene } from "./setup-scene.ts";

const BIN = join(ROOT, "bin/oh-my-qwencoder.js");

/** The built command, run like by a user without a terminal. */
export function command(
  scene: SetupScene,
  args: readonly string[],
  env: Record<string, string> = {},
) {
  return execa("node", [BIN, ...args], {
    cwd: scene.dir,
    env: { ...scene.env, ...env },
    extendEnv: false,
    reject: false,
    stdin: "ignore",
  });
}
