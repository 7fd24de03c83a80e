import { chmod } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { commandRunner } from "../../../src/shell/command-runner.ts";
import { searchIn } from "../../../src/shell/environment.ts";
import { probeSandbox } from "../../../src/shell/sandbox.ts";
import { shellScopes } from "../../../src/shell/scopes.ts";

import { systemView } from "../../../src/shell/view/find-view.ts";
import { repoAt } from "../../support/repo-at.ts";
import { tempRepo } from "../../support/temp-repo.ts";

const shell = fileURLToPath(new URL("../../../templates/shell/bash", import.meta.url));
const hooksDir = fileURLToPath(new URL("../../../templates/git-hooks", import.meta.url));
const KEPT = { accept: async () => undefined, mend: async () => [] };

test.each(["auto", "off"] as const)(
  "OpenCode in an activated environment: a command is found in the worktree (%s)",
  async (mode) => {
    const repo = await tempRepo({ files: { "bin/which-tree": "#!/bin/sh\necho checkout\n" } });
    const top = repo.dir;
    const directory = `${top}/.aegis/worktrees/w01`;
    await repo.git("worktree", "add", "--quiet", "--detach", directory);
    await repoAt(directory, repo.env).write("bin/which-tree", "#!/bin/sh\necho worktree\n");
    for (const at of [top, directory]) await chmod(`${at}/bin/which-tree`, 0o755);
    const env = {
      ...repo.env,
      PATH: `${top}/bin:${repo.env["PATH"]}`,
      VIRTUAL_ENV: `${top}/.venv`,
    };
    const sandbox = await probeSandbox({ mode, shell, env });
    const commonDir = `${top}/.git`;
    const view = systemView(env);
    const project = { top, commonDir, hooksDir, mendJournal: async () => [] };
    const runner = commandRunner({ shell, sandbox, readable: [top], view, project, env });
    const line = "which-tree; echo $VIRTUAL_ENV";
    const writable = [directory];
    const { tail } = await runner.run({ line, directory, writable, timeoutMs: 60_000 });
    expect(tail).toBe(`worktree\n${directory}/.venv\n`);
    const own = await runner.run({ line, directory: top, writable: [top], timeoutMs: 60_000 });
    expect(own.tail).toBe(`checkout\n${top}/.venv\n`);

    const parts = {
      sandbox,
      top,
      commonDir,
      hooksDir,
      packageDir: top,
      view,
      env,
      journal: KEPT,
      isSecret: () => false,
    };
    const scopes = shellScopes(parts);
    const call = {
      sessionID: "s",
      callID: "c",
      quiet: [],
      network: "none" as const,
      secrets: "shown" as const,
    };
    await scopes.begin({ ...call, writable, checkout: false });
    expect(scopes.environment("s", "c")?.["PATH"]).toBe(`${directory}/bin:${repo.env["PATH"]}`);
    await scopes.end("s", "c");
    await scopes.begin({ ...call, writable: [top], checkout: true });
    expect(scopes.environment("s", "c")?.["PATH"]).toBeUndefined();
    await scopes.end("s", "c");
  },
);

test("paths beside the checkout and in the worktree stay", () => {
  const env = { PATH: "/repo2/bin:/repo/.aegis/w/bin:/usr/bin:", PYTHONPATH: "/repo:lib" };
  expect(searchIn(env, "/repo", "/repo/.aegis/w")).toEqual({ PYTHONPATH: "/repo/.aegis/w:lib" });
});
