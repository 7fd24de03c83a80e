import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { statePaths } from "../../src/kit/state-paths.ts";
import { probeSandbox } from "../../src/shell/sandbox.ts";
import { shellScopes } from "../../src/shell/scopes.ts";
import { systemView } from "../../src/shell/view/find-view.ts";
import { writePaths } from "../../src/shell/write-paths.ts";
import { isProtected } from "../../src/swarm/core/protected.ts";
import { endCall } from "../../src/swarm/opencode/call-end.ts";
import { guardToolCalls } from "../../src/swarm/opencode/guard-hook.ts";
import { judgedWrites } from "../../src/swarm/opencode/judged-writes.ts";
import type { Project } from "../../src/swarm/opencode/project.ts";
import { sessionViews } from "../../src/swarm/opencode/session-views.ts";
import { stillTree } from "../../src/swarm/opencode/still-tree.ts";
import { treeQueue } from "../../src/swarm/opencode/tree-queue.ts";
import type { AppScene } from "./app-scene.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const shell = `${root}templates/shell/bash`;

/** The answer to a `bash` call as the model reads it. */
export interface ShellAnswer {
  text: string;
  /** False for a call that the gate or the check after it refuses. */
  completed: boolean;
}

/** Runs `bash` calls through the plugin's hooks as OpenCode does: gate, confined shell, check of its traces. */
export async function hostlessShell(
  { repo, swarm }: AppScene,
  mode: "auto" | "landlock" | "off",
): Promise<(sessionID: string, directory: string, command: string) => Promise<ShellAnswer>> {
  const scopes = shellScopes({
    sandbox: await probeSandbox({ mode, shell, env: process.env }),
    top: repo.dir,
    commonDir: `${repo.dir}/.git`,
    hooksDir: `${root}templates/git-hooks`,
    packageDir: root,
    view: systemView(repo.env),
    isSecret: () => false,
    env: repo.env,
    journal: { accept: async () => undefined, mend: async () => [] },
  });
  const sessions = sessionViews();
  sessions.of(COMMANDER).speaksAs("commander");
  const project = {
    swarm,
    shell: scopes,
    paths: writePaths({
      top: repo.dir,
      worktrees: statePaths(repo.dir).worktrees,
      isProtected,
    }),
    lease: { holder: () => undefined },
    controlPlane: { port: () => undefined },
    tree: stillTree(scopes),
    notes: { refused: () => undefined },
    trees: treeQueue(),
    written: judgedWrites(),
    sessions,
  } as unknown as Project;
  let calls = 0;

  return async (sessionID, directory, command) => {
    const call = { tool: "bash", sessionID, callID: `shell-${++calls}` };
    const args = { command };
    try {
      await guardToolCalls(project, directory)(call, { args });
      const env = { ...repo.env, ...scopes.environment(sessionID, call.callID) };
      const options = { cwd: directory, env, extendEnv: false, reject: false, all: true } as const;
      const { all } = await execa(shell, ["-c", command], { ...options, stdin: "ignore" });
      const output = { title: "", output: all, metadata: {} };
      await endCall(project, { ...call, args }, output);
      return { text: output.output, completed: true };
    } catch (error) {
      return { text: (error as Error).message, completed: false };
    }
  };
}

/** The Commander's session in an `AppScene`. */
export const COMMANDER = "ses-1";
