import { chmod, link, lstat, mkdir, readFile, stat, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { describe, expect, onTestFinished, test } from "vitest";
import { createGit } from "../../../src/git/create-git.ts";
import { fileLease } from "../../../src/kit/lease.ts";
import { askForAbort } from "../../../src/swarm/adapters/abort-request.ts";
import { journalFile } from "../../../src/swarm/adapters/journal-file.ts";
import type { HostClient } from "../../../src/swarm/adapters/opencode-host.ts";
import { systemClock } from "../../../src/swarm/adapters/system-clock.ts";
import { buildProject } from "../../../src/swarm/compose/build-project.ts";
import { resolveConfig } from "../../../src/swarm/config.ts";
import { RUN_IN } from "../../support/run-samples.ts";
import { cli } from "../../support/runs-scene.ts";
import { setupScene, treeOf } from "../../support/setup-scene.ts";
import { type TempRepo, tempRepo } from "../../support/temp-repo.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));

async function open(repo: TempRepo): Promise<void> {
  const project = await buildProject({
    facts: await createGit({ env: repo.env }).inspect(repo.dir),
    config: resolveConfig([]),
    client: { app: { log: async () => ({}) } } as unknown as HostClient,
    files: {
      root,
      shell: join(root, "templates/shell/bash"),
      hooks: join(root, "templates/git-hooks"),
    },
    env: repo.env,
    argv: [],
    injected: () => "{}",
    server: () => undefined,
    readFigures: () => undefined,
    controlPlane: {
      listens: () => false,
      port: () => undefined,
      access: async () => ({ listens: false }),
    },
  });
  project.supervisor.stop();
}

/** What others may do anything with: path below `name` → kind and bits. */
async function openTo(folder: string): Promise<string[]> {
  const tree = await treeOf(folder, "");
  return Object.entries(tree)
    .filter(([, what]) => !/^(folder )?(700|600)( |$)/.test(what))
    .map(([path, what]) => `${path} ${what}`);
}

describe.each([0o022, 0o002])("with umask %o", (umask) => {
  const withUmask = () => {
    const before = process.umask(umask);
    onTestFinished(() => void process.umask(before));
  };

  test("all that a run writes is the user's alone", async () => {
    withUmask();
    const repo = await tempRepo({ files: { a: "1\n" } });
    await open(repo);
    const state = join(repo.dir, ".aegis");
    const journal = journalFile(join(state, "runs"), systemClock);
    const { records, state: run } = RUN_IN.MONITORING();
    const id = run.runId ?? "";
    for (const record of records) await journal.append(id, record);
    await journal.keep(id, "plan.md", Buffer.from("a plan"));
    expect(fileLease(join(state, "lease.json")).claim()).toBe("taken");
    const asked = await askForAbort(repo.dir, { runId: id, to: 1 });
    await createGit({ env: repo.env }).addWorktree(repo.dir, join(state, "worktrees/w01"), "HEAD");
    const names = ["", "/runs", `/runs/${id}.jsonl`, `/runs/${id}/plan.md`, "/lease.json"];
    const tree = await treeOf(state, "");
    for (const name of [...names, `/abort-request-${asked.id}.json`, "/worktrees"])
      expect(tree).toHaveProperty([name]);
    expect((await openTo(state)).filter((path) => !path.startsWith("/worktrees/"))).toEqual([]);
  });

  test("all that an install keeps is the user's alone, what it installs is not", async () => {
    withUmask();
    const scene = await setupScene("line-comments");
    const home = scene.env["HOME"] ?? "";
    const shared = {
      path: join(home, ".cache/x"),
      content: Buffer.from("x"),
      role: "seed" as const,
    };
    await scene.install({}, { seeds: async () => ({ project: [], shared: [shared] }) });
    expect(await openTo(join(scene.dir, ".aegis"))).toEqual([]);
    expect(await openTo(join(home, ".config/oh-my-qwencoder"))).toEqual([]);
    const open = umask === 0o022 ? 0o644 : 0o664;
    const { mode } = await stat(join(scene.dir, ".opencode/agents/worker.md"));
    expect(mode & 0o777).toBe(open & 0o644);
  });

  test("a managed configuration stays readable for all users, and its state is root's alone", async () => {
    withUmask();
    const scene = await setupScene();
    const managed = join(scene.env["HOME"] ?? "", "etc/opencode");
    const env = { ...scene.env, OPENCODE_TEST_MANAGED_CONFIG_DIR: managed };
    expect((await scene.install({ scope: "managed", env })).code).toBe(0);
    expect((await stat(managed)).mode & 0o755).toBe(0o755);
    expect((await stat(join(managed, "opencode.json"))).mode & 0o444).toBe(0o444);
    expect(await openTo(join(managed, "oh-my-qwencoder"))).toEqual([]);
  });
});

test("what an older version wrote is tightened at the next start, and at the next install", async () => {
  const scene = await setupScene("line-comments");
  await scene.install();
  const state = join(scene.dir, ".aegis");
  await scene.write(".aegis/runs/20260101T000000000-aaaaaa/plan.md", "a plan");
  await scene.write(".aegis/worktrees/w01/mine", "work");
  const own = join(scene.env["HOME"] ?? "", ".config/oh-my-qwencoder");
  const loosen = async () => {
    for (const folder of [state, own]) await execa("chmod", ["-R", "a+rX", folder]);
    expect((await openTo(state)).length).toBeGreaterThan(5);
  };
  const loose = async (folder: string) =>
    (await openTo(folder)).filter((path) => !path.startsWith("/worktrees/"));
  await loosen();
  await open(scene);
  expect(await loose(state)).toEqual([]);
  expect((await stat(join(state, "worktrees/w01/mine"))).mode & 0o777).toBe(0o644);
  await loosen();
  await scene.install({ dryRun: true });
  expect((await openTo(state)).length).toBeGreaterThan(5);
  await scene.write("opencode.json", "{}");
  expect((await scene.install()).code).toBe(0);
  expect(await loose(state)).toEqual([]);
  expect(await loose(join(own, "approved"))).toEqual([]);
});

/** Each puts something of another's into the state. */
const STRANGE: Record<string, (state: string, outside: string) => Promise<void>> = {
  ".aegis": (state, outside) => symlink(outside, state),
  ".aegis/runs": (state, outside) => symlink(outside, join(state, "runs")),
  ".aegis/runs/x.jsonl": (state, outside) =>
    symlink(join(outside, "rc"), join(state, "runs/x.jsonl")),
  ".aegis/runs/y.jsonl": (state, outside) => link(join(outside, "rc"), join(state, "runs/y.jsonl")),
  ".aegis/runs/x": (state, outside) => symlink(outside, join(state, "runs/x")),
  ".aegis/worktrees": (state, outside) => symlink(outside, join(state, "worktrees")),
  ".aegis/lease.json": (state) =>
    execa("mkfifo", [join(state, "lease.json")]).then(() => undefined),
  ".aegis/abort-request-1.json": (state, outside) =>
    symlink(join(outside, "later"), join(state, "abort-request-1.json")),
  ".aegis/inside": (state) => symlink("../src", join(state, "inside")),
};

test.each(Object.entries(STRANGE))(
  "%s that is not ours stops a start and every command",
  async (name, put) => {
    const repo = await tempRepo({ files: { "src/a": "1\n" } });
    const outside = join(repo.dir, "../outside");
    await mkdir(outside, { mode: 0o755 });
    await writeFile(join(outside, "rc"), "mine\n", { mode: 0o644 });
    const state = join(repo.dir, ".aegis");
    if (name !== ".aegis")
      await mkdir(name === ".aegis/runs" ? state : join(state, "runs"), { recursive: true });
    await put(state, outside);
    const before = await treeOf(dirname(repo.dir), "");
    const path = join(repo.dir, name);
    await expect(open(repo)).rejects.toMatchObject({
      code: name === ".aegis/lease.json" ? "NOT_A_FILE" : "LINK_REFUSED",
      message: expect.stringContaining(path),
    });
    for (const args of [["status"], ["runs"], ["abort"], ["runs", "repair"]]) {
      const { code, error } = await cli(repo, args);
      expect(code).toBe(2);
      expect(error).toContain(path);
      expect(error).toContain("repeat the command");
    }
    expect(await treeOf(dirname(repo.dir), "")).toEqual(before);
  },
);

test("a second name of a file outside the runs keeps its rights", async () => {
  const repo = await tempRepo({ files: { a: "1\n" } });
  const outside = join(repo.dir, "../rc");
  await writeFile(outside, "mine\n");
  await chmod(outside, 0o644);
  await mkdir(join(repo.dir, ".aegis"));
  await link(outside, join(repo.dir, ".aegis/lease.json"));
  await open(repo);
  expect((await lstat(outside)).mode & 0o777).toBe(0o644);
  expect(await readFile(outside, "utf8")).toBe("mine\n");
});
