import { fileURLToPath } from "node:url";
import { AegisError } from "../../src/kit/errors.ts";
import { probeSandbox, type Sandbox } from "../../src/shell/sandbox.ts";

/** OpenCode's own program, whose Bun makes Landlock's system calls. */
export const OPENCODE = fileURLToPath(
  new URL("../../node_modules/opencode-ai/bin/opencode.exe", import.meta.url),
);

type Landlock = Extract<Sandbox, { kind: "landlock" }>;

/** Landlock, also where bubblewrap works; undefined where the kernel has none. */
export async function landlockSandbox(): Promise<Landlock | undefined> {
  const shell = fileURLToPath(new URL("../../templates/shell/bash", import.meta.url));
  const launcher = async () => OPENCODE;
  const probe = probeSandbox({ mode: "landlock", shell, env: process.env, launcher });
  const sandbox = await probe.catch((error: unknown) => {
    if (!(error instanceof AegisError) || error.code !== "SANDBOX_UNAVAILABLE") throw error;
    console.warn(`Landlock is not tested: ${error.message}`);
    return undefined;
  });
  return sandbox?.kind === "landlock" ? sandbox : undefined;
}

export async function hasLandlock(): Promise<boolean> {
  return (await landlockSandbox()) !== undefined;
}
