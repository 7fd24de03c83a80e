import { join } from "node:path";
import { execa } from "execa";
import { expect } from "vitest";
import type { Arena } from "./arena.ts";
import type { Ground } from "./ground.ts";
import { ROOT } from "./setup-scene.ts";

/** Our command as a file. */
export const BIN = join(ROOT, "bin/oh-my-qwencoder.js");

/** A command of ours in the user's own shell. */
export async function shell(arena: Arena, ground: Ground, ...args: string[]) {
  const { exitCode, stdout } = await execa(process.execPath, [BIN, ...args, "--json"], {
    ...{ cwd: ground.dir, env: arena.env, extendEnv: false, reject: false, stdin: "ignore" },
  });
  return { exitCode, ...(JSON.parse(stdout) as { ok: boolean; text?: string }) };
}

/** The user types `/aegis …` into a conversation. OpenCode answers such a command with an error. */
export async function typeAegis(
  arena: Arena,
  { dir: directory }: Ground,
  session: string,
  said: string,
): Promise<void> {
  const body = { command: "aegis", arguments: said };
  const path = `/session/${session}/command`;
  const sent = arena.host.api("POST", path, body, { directory, timeoutMs: 240_000 });
  await expect(sent).rejects.toMatchObject({ code: "HOST_API" });
}
