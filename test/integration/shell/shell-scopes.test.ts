import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { describe, expect, test } from "vitest";
import { createGit } from "../../../src/git/create-git.ts";
import type { ShellCall } from "../../../src/shell/port.ts";
import type { Sandbox } from "../../../src/shell/sandbox.ts";
import { shellScopes } from "../../../src/shell/scopes.ts";
import { findShellView } from "../../../src/shell/view/find-view.ts";
import { journalFile } from "../../../src/swarm/adapters/journal-file.ts";
import { systemClock } from "../../../src/swarm/adapters/system-clock.ts";
import { agentActivity } from "../../../src/swarm/compose/agent-activity.ts";
import { tempRepo } from "../../support/temp-repo.ts";
import { COMPARE, machineLayers, shell } from "./guarded-project.ts";

const templates = fileURLToPath(new URL("../../../templates/", import.meta.url));
const KINDS = await machineLayers();

async function scene(sandbox: Sandbox) {
  const repo = await tempRepo({ files: { a: "1\n" } });
  const commonDir = join(repo.dir, ".git");
  const git = createGit({ env: repo.env, commonDir });
  const runs = join(repo.dir, ".aegis/runs");
  await git.exclude(repo.dir, "/.aegis/");
  const journal = journalFile(runs, systemClock);
  await journal.latest();
  const scopes = agentActivity(systemClock, false).watchShell(
    shellScopes({
      sandbox,
      top: repo.dir,
      commonDir,
      hooksDir: join(templates, "git-hooks"),
      packageDir: templates,
      view: findShellView({ top: repo.dir, commonDir: commonDir, links: [] }, repo.env, {
        visible: [],
        env: [],
      }),
      isSecret: () => false,
      env: repo.env,
      journal: { accept: () => journal.accept(), mend: () => journal.mend(undefined) },
    }),
  );
  const checkout: Omit<ShellCall, "sessionID" | "callID"> = {
    ...{ writable: [repo.dir], checkout: true, quiet: [], network: "none", secrets: "shown" },
  };
  const begin = (sessionID: string, callID: string, scope: Partial<ShellCall> = {}) =>
    scopes.begin({ ...checkout, ...scope, sessionID, callID });
  const type = async (sessionID: string, callID: string, cwd: string, line: string) => {
    const env = { ...repo.env, ...scopes.environment(sessionID, callID) };
    await execa(shell, ["-c", line], { cwd, env, extendEnv: false, reject: false });
  };
  /** The whole of one call, as the hooks make it. */
  const call = async (line: string, scope: Partial<ShellCall> = {}) => {
    await begin("s", "c", scope);
    await type("s", "c", scope.writable?.[0] ?? repo.dir, line);
    return scopes.end("s", "c");
  };
  return { repo, git, runs, scopes, begin, type, call };
}

describe.each(KINDS)("with $kind", (sandbox) => {
  test.each([
    ["a plug-in of the host's", ".opencode/plugin/x.js"],
    ["the host's configuration", "opencode.json"],
    ["the other name of it", "opencode.jsonc"],
    ["the terminal's configuration", "tui.json"],
  ])("%s that is not there yet does not come to be", async (_what, path) => {
    const { repo, call } = await scene(sandbox);
    const line = `mkdir -p "$(dirname ${path})"; echo evil > ${path}; echo new > work.txt`;
    const outcome = await call(line);
    expect(await repo.exists(path)).toBe(false);
    expect(outcome?.elsewhere).toContain(join(repo.dir, path));
    expect(await repo.read("work.txt")).toBe("new\n");
  });

  test("a steering folder behind a link is not exchanged", async () => {
    const { repo, call } = await scene(sandbox);
    await repo.write("real/x", "kept\n");
    await repo.link(".opencode", "real");
    await call("rm .opencode; mkdir .opencode; echo evil > .opencode/x");
    expect(await repo.read(".opencode/x")).toBe("kept\n");
  });

  test("steering files that were there stay as they were, and are not blamed on the call", async () => {
    const { repo, call } = await scene(sandbox);
    await repo.write(".opencode/agent.md", "mine\n");
    await repo.write("opencode.json", "{}\n");
    expect((await call("cat opencode.json .opencode/agent.md; ls"))?.elsewhere).toEqual([]);
    await call("echo evil > opencode.json; echo evil > .opencode/agent.md; rm -rf .opencode");
    expect(await repo.read(".opencode/agent.md")).toBe("mine\n");
    expect(await repo.read("opencode.json")).toBe("{}\n");
  });

  test("a journal forged before the first run is not left for a start to read", async () => {
    const { repo, runs, call } = await scene(sandbox);
    await call("mkdir -p .aegis/runs; echo forged > .aegis/runs/zzz.jsonl; echo x > work.txt");
    expect(await journalFile(runs, systemClock).latest()).toBeUndefined();
    expect(await repo.status()).toEqual(["?? work.txt"]);
  });

  test("the .git file of a writable worktree leads where it led", async () => {
    const { repo, git, call } = await scene(sandbox);
    const writable = [join(repo.dir, ".aegis/worktrees/integration")];
    await git.addWorktree(repo.dir, writable[0] ?? "", "HEAD");
    const pointer = join(writable[0] ?? "", ".git");
    const before = await readFile(pointer, "utf8");
    const line = "rm -f .git; mv .git x; echo 'gitdir: /elsewhere' > .git; echo seam > seam.txt";
    const outcome = await call(line, { writable, checkout: false });
    expect(await readFile(pointer, "utf8")).toBe(before);
    expect(outcome?.elsewhere).toEqual(sandbox.kind === "bubblewrap" ? [] : [pointer]);
    expect(await repo.read(".aegis/worktrees/integration/seam.txt")).toBe("seam\n");
  });

  test("a shell runs beside a worktree that is gone", async () => {
    const { repo, call } = await scene(sandbox);
    const outcome = await call("echo new > work.txt", {
      quiet: [join(repo.dir, ".aegis/worktrees/w01")],
    });
    expect(outcome?.elsewhere).toEqual([]);
    expect(await repo.read("work.txt")).toBe("new\n");
  });

  test("a worktree whose .git file leads elsewhere gets no shell", async () => {
    const { repo, git, begin } = await scene(sandbox);
    const directory = join(repo.dir, ".aegis/worktrees/w01");
    await git.addWorktree(repo.dir, directory, "HEAD");
    await repo.delete(".aegis/worktrees/w01/.git");
    await repo.git("-C", directory, "init", "--quiet");
    const scoped = { directory, allowed: () => true, exclude: [] };
    const begun = begin("s", "c", { writable: [directory], checkout: false, scoped });
    await expect(begun).rejects.toMatchObject({ code: "FOREIGN_GIT_DIR" });
  });

  test("two sessions may number their calls alike", async () => {
    const { repo, git, scopes, begin, type } = await scene(sandbox);
    const homes: Record<string, string> = {};
    for (const name of ["w01", "w02"]) {
      const directory = join(repo.dir, ".aegis/worktrees", name);
      await git.addWorktree(repo.dir, directory, "HEAD");
      const allowed = (path: string) => path === `${name}.txt`;
      await begin(name, "call_0", {
        writable: [directory],
        checkout: false,
        scoped: { directory, allowed, exclude: [] },
      });
      homes[name] = directory;
    }
    const [first, second] = [
      scopes.environment("w01", "call_0"),
      scopes.environment("w02", "call_0"),
    ];
    expect(first?.["AEGIS_RW"]).toBe(homes["w01"]);
    expect(second?.["AEGIS_RW"]).toBe(homes["w02"]);
    expect(first?.["AEGIS_CALL"]).not.toBe(second?.["AEGIS_CALL"]);
    for (const [name, home] of Object.entries(homes))
      await type(name, "call_0", home, "echo x > w01.txt; echo x > w02.txt");
    expect((await scopes.end("w01", "call_0"))?.scope).toEqual(["w02.txt"]);
    expect(scopes.busy()).toBe(true);
    expect(scopes.environment("other", "call_0")).toBeUndefined();
    expect((await scopes.end("w02", "call_0"))?.scope).toEqual(["w01.txt"]);
    expect(scopes.busy()).toBe(false);
    expect(existsSync(join(homes["w01"] ?? "", "w02.txt"))).toBe(false);
    expect(existsSync(join(homes["w02"] ?? "", "w02.txt"))).toBe(true);
  });
});

test("a journal that another OpenCode wrote between two calls is no agent's", async () => {
  const { runs, repo, call } = await scene(COMPARE);
  await call("true");
  await repo.write(".aegis/runs/theirs.jsonl", "theirs\n");
  expect((await call("true"))?.elsewhere).toEqual([]);
  expect(await readdir(runs)).toEqual(["theirs.jsonl"]);
});
