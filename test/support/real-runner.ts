import { fileURLToPath } from "node:url";
import { commandRunner } from "../../src/shell/command-runner.ts";
import type { CommandRunner } from "../../src/shell/port.ts";
import { probeSandbox } from "../../src/shell/sandbox.ts";
import { findShellView } from "../../src/shell/view/find-view.ts";
import { resolveConfig } from "../../src/swarm/config.ts";
import type { TempRepo } from "./temp-repo.ts";

const shell = fileURLToPath(new URL("../../templates/shell/bash", import.meta.url));
const hooksDir = fileURLToPath(new URL("../../templates/git-hooks", import.meta.url));

export type SandboxMode = "auto" | "landlock" | "off";

/** The modes that this machine has: with bubblewrap and without. */
export async function sandboxModes(): Promise<SandboxMode[]> {
  const { kind } = await probeSandbox({ mode: "auto", shell, env: process.env });
  return kind === "bubblewrap" ? ["auto", "off"] : ["off"];
}

/** Runs QA commands as the product runs them. */
export async function realRunner(
  { dir: top, env }: Pick<TempRepo, "dir" | "env">,
  mode: SandboxMode,
): Promise<CommandRunner> {
  const sandbox = await probeSandbox({ mode, shell, env });
  const commonDir = `${top}/.git`;
  const project = { top, commonDir, hooksDir, mendJournal: async () => [] };
  const chosen = { visible: [], env: [] };
  return commandRunner({
    shell,
    sandbox,
    view: findShellView({ top, commonDir, links: resolveConfig([]).worktree.link }, env, chosen),
    readable: [top, commonDir, env["HOME"] ?? top],
    project,
    env,
  });
}
