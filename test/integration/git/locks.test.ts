import { spawn } from "node:child_process";
import { once } from "node:events";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { createGit } from "../../../src/git/create-git.ts";
import { isThere } from "../../../src/kit/is-there.ts";
import { landScene } from "../../support/land-scene.ts";
import { tempRepo } from "../../support/temp-repo.ts";

/** A process of somebody else that ends with the test. */
function other(cwd: string, env: Record<string, string>, ...argv: [string, ...string[]]) {
  const [program, ...args] = argv;
  const child = spawn(program, args, { cwd, env, stdio: "ignore", detached: true });
  onTestFinished(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    process.kill(-(child.pid ?? 0), "SIGKILL");
    await once(child, "exit");
  });
  return child;
}

test("a lock that goes away is waited for", async () => {
  const { repo, commit } = await landScene({ files: { a: "1\n" } });
  const swarm = await commit({ a: "2\n" });
  const lock = join(repo.dir, ".git/index.lock");
  await repo.write(".git/index.lock", "");
  const git = createGit({ env: repo.env, lockWaitMs: 60_000 });
  const expectedHead = await git.resolve(repo.dir, "HEAD");
  const { tree } = await git.snapshot(repo.dir);
  const request = { top: repo.dir, branch: "main", expectedHead, commit: swarm, base: tree };
  const landing = git.land(request);
  // It has come as far as the index once its record is there.
  await expect.poll(() => isThere(join(repo.dir, ".git/aegis-landing"))).toBe(true);
  await rm(lock);
  expect(await landing).toEqual({ outcome: "landed" });
  expect(await repo.read("a")).toBe("2\n");
});

test("a lock that a living process holds is named with that process, and stays", async () => {
  const repo = await tempRepo({ files: { a: "1\n" } });
  await repo.write("a", "2\n");
  // A real `git commit -a` holds index.lock while the user's editor is open.
  await repo.write("../editor", "#!/bin/sh\ntouch open\nsleep 600\n");
  const env = { ...repo.env, GIT_EDITOR: `sh ${join(repo.dir, "../editor")}` };
  const committing = other(repo.dir, env, "git", "commit", "-a");
  await expect.poll(() => repo.exists("open")).toBe(true);
  expect(await repo.exists(".git/index.lock")).toBe(true);
  const git = createGit({ env: repo.env, lockWaitMs: 50 });
  await expect(git.resetWorktree(repo.dir, "HEAD")).rejects.toMatchObject({
    code: "GIT_LOCKED",
    message: expect.stringMatching(
      new RegExp(`^Process ${committing.pid} \\(git commit -a\\) holds .+/index\\.lock\\.$`),
    ),
  });
  // And a program that has the file open, whatever it is and wherever it works.
  const ref = join(repo.dir, ".git/refs/aegis/x.lock");
  const holding = other(
    "/",
    repo.env,
    "sh",
    "-c",
    'mkdir -p "$(dirname "$0")"; exec 9>"$0"; sleep 600',
    ref,
  );
  await expect.poll(() => isThere(ref)).toBe(true);
  await expect(git.updateRef(repo.dir, "refs/aegis/x", "HEAD")).rejects.toMatchObject({
    message: expect.stringContaining(`Process ${holding.pid} `),
  });
  expect(await repo.exists(".git/index.lock")).toBe(true);
  expect(await isThere(ref)).toBe(true);
});

test("a lock that nobody holds any more is named as left, and stays", async () => {
  const { repo, commit, land } = await landScene({ files: { a: "1\n" } });
  const swarm = await commit({ a: "2\n" });
  await repo.write(".git/index.lock", "");
  await expect(land(swarm, { base: "HEAD" })).rejects.toMatchObject({
    code: "GIT_LOCKED",
    message: `${join(repo.dir, ".git/index.lock")} is there, and no process is seen that holds it.`,
    hint: expect.stringContaining("delete that file"),
  });
  expect(await repo.exists(".git/index.lock")).toBe(true);
  expect(await repo.read("a")).toBe("1\n");
});
