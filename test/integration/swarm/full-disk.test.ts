import { spawnSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { build } from "tsdown";
import { beforeAll, describe, expect, test } from "vitest";
import { tempRepo } from "../../support/temp-repo.ts";

/** A process with mounts of its own, also for a user who is not root. */
const ALONE = ["-Urm", "--propagation", "private"];
const probe = spawnSync("unshare", [...ALONE, "mount", "-t", "tmpfs", "tmpfs", "/mnt"]);
const why = probe.status === 0 ? "" : " (skipped: no mounts of one's own here)";

let program: string;

beforeAll(async () => {
  const outDir = await mkdtemp(join(tmpdir(), "aegis-small-disk-"));
  await build({
    entry: ["test/support/small-disk-process.ts"],
    outDir,
    config: false,
    logLevel: "silent",
    dts: false,
    deps: { alwaysBundle: [/.*/] },
  });
  program = join(outDir, "small-disk-process.mjs");
  return () => rm(outDir, { recursive: true, force: true });
});

async function play(scene: string, files: Record<string, string> = {}) {
  const shared = { "package.json": '{"scripts":{"test":"true"}}\n', "src/shared/types.ts": "1\n" };
  const { dir, env } = await tempRepo({ files: { ...shared, ...files } });
  const args = [...ALONE, process.execPath, program, dir, scene];
  const { stdout } = await execa("unshare", args, { env, extendEnv: false, stdin: "ignore" });
  return JSON.parse(stdout);
}

/** The Commander's own file, which no commit holds yet. */
const FOUNDATION = [" M src/shared/types.ts"];
const COMMITTED = ["package.json", "src/a/ok.txt", "src/b/ok.txt", "src/shared/types.ts"];

describe.skipIf(probe.status !== 0)(`on a full disk${why}`, () => {
  test("of the state folder nothing is dispatched, running Workers stay, and with room the run ends in its commit", async () => {
    const seen = await play("full");
    const said = {
      code: "JOURNAL_UNWRITABLE",
      message: expect.stringMatching(/\.aegis\/runs\/.+ENOSPC/),
      hint: expect.stringContaining("Free disk space"),
    };
    expect(seen).toMatchObject({ said, dispatch: said, failing: said });
    expect(seen.afterDispatch).toEqual({
      ...{ phase: "DISPATCH", unwritable: "JOURNAL_UNWRITABLE", worktrees: 1 },
    });
    expect(seen.running).toEqual({ status: "running", half: true });
    expect(seen).toMatchObject({ isWritable: true, ended: "COMMITTED", status: [] });
    expect(seen).not.toHaveProperty("fault");
    expect(seen.files.split("\n")).toEqual(COMMITTED.toSpliced(1, 0, "src/a/half.txt"));
  });

  test("of the state folder no run begins, nothing half made is left, and with room it begins", async () => {
    const seen = await play("start");
    expect(seen.claim).toMatchObject({
      code: "CANNOT_WRITE",
      message: expect.stringMatching(/\.aegis\/lease\.json: ENOSPC/),
      hint: expect.stringContaining("free space"),
    });
    expect(seen.left).toEqual(["filler"]);
    expect(seen.propose).toMatchObject({ code: "JOURNAL_UNWRITABLE" });
    expect(seen).toMatchObject({ status: [], again: {}, taken: "taken" });
    expect(seen.again).not.toHaveProperty("code");
  });
});

describe.skipIf(probe.status !== 0)(`a full worktree${why}`, () => {
  test("fails its Worker with what was written kept; the other goes on, and with room the run ends in its commit", async () => {
    const seen = await play("worktree");
    expect(seen.write).toEqual({ bug: expect.stringContaining("ENOSPC") });
    expect(seen).toMatchObject({
      now: "failed",
      kept: "half",
      other: "running",
      whileFull: FOUNDATION,
    });
    expect(seen).toMatchObject({ ended: "COMMITTED", status: [] });
    expect(seen.files.split("\n")).toEqual(COMMITTED.toSpliced(1, 0, "src/a/half.txt"));
  });

  test("that cannot be made fails the start with the reason, and with room the retry does not count", async () => {
    const seen = await play("noWorktree", { "big.txt": "x".repeat(200_000) });
    const failed = [
      "START_FAILED",
      expect.stringMatching(/big\.txt.+disk is probably full.+Free disk space/),
    ];
    expect(seen).toMatchObject({
      states: [failed, failed],
      whileFull: FOUNDATION,
      ended: "COMMITTED",
    });
  });
});

test.skipIf(probe.status !== 0)(
  `in a read-only state folder no run begins, also for root: the path and the fix are named${why}`,
  async () => {
    const seen = await play("readOnly");
    expect(seen.claim).toMatchObject({
      code: "CANNOT_WRITE",
      message: expect.stringMatching(/EROFS.+\.aegis\/lease\.json/),
      hint: expect.stringContaining("permissions"),
    });
    expect(seen.propose).toMatchObject({
      code: "JOURNAL_UNWRITABLE",
      message: expect.stringContaining("EROFS"),
      hint: expect.stringContaining("permissions of .aegis"),
    });
    expect(seen).toMatchObject({ isRun: false, status: [], left: ["runs"] });
  },
);
