import { mkdir, mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { commitAttempt } from "../../../src/swarm/core/command/command-line.ts";
import { repoAt } from "../../support/repo-at.ts";
import { COMMIT_LINES, NO_COMMIT_LINES, RUN_TIME_LINES } from "../../support/shell-lines.ts";

let root: string;
let repo: ReturnType<typeof repoAt>;

beforeAll(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), "aegis-lines-")));
  const dir = join(root, "repo");
  const path = process.env["PATH"] ?? "";
  const { stdout: gitPath } = await execa("which", ["git"]);
  repo = repoAt(dir, {
    PATH: path,
    HOME: root,
    GIT_CONFIG_NOSYSTEM: "1",
    LC_ALL: "C.UTF-8",
    FROM_OUTSIDE: "commit",
    PATH_OF_GIT: gitPath,
  });
  await mkdir(dir);
  await repo.git("init", "--quiet", "--initial-branch=main");
  for (const [name, value] of [
    ["user.name", "Test User"],
    ["user.email", "test@example.com"],
    ["core.editor", "true"],
  ] as const)
    await repo.git("config", name, value);
  await repo.git("commit", "--quiet", "--allow-empty", "--message=init");
});
afterAll(() => rm(root, { recursive: true, force: true }));

/** True if the line moved HEAD; nothing of ours guards the repository. */
async function commits(line: string): Promise<boolean> {
  const before = await repo.git("rev-parse", "HEAD");
  const { dir: cwd, env } = repo;
  const options = { cwd, env, extendEnv: false, stdin: "ignore", reject: false } as const;
  await execa("bash", ["-c", line], { ...options, timeout: 30_000 });
  const moved = (await repo.git("rev-parse", "HEAD")) !== before;
  await repo.git("clean", "-qfdx");
  return moved;
}

describe("a line that bash runs as a commit is an attempt", () => {
  test.each(COMMIT_LINES)("%j", async (line) => {
    expect(await commits(line)).toBe(true);
    expect(commitAttempt(line)).toBeDefined();
  });
});

describe("a line whose words only the run knows is left to hooks and sandbox", () => {
  test.each(Object.entries(RUN_TIME_LINES))("%s", async (_name, line) => {
    expect(await commits(line)).toBe(true);
    expect(commitAttempt(line)).toBeUndefined();
  });
});

describe("a line that only speaks of a commit is none", () => {
  test.each(NO_COMMIT_LINES)("%j", async (line) => {
    expect(await commits(line)).toBe(false);
    expect(commitAttempt(line)).toBeUndefined();
  });
});
