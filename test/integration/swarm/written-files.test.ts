import { link, mkdir, mkdtemp, realpath, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { expect, onTestFinished, test } from "vitest";
import { writePaths } from "../../../src/shell/write-paths.ts";
import { resolveConfig } from "../../../src/swarm/config.ts";
import { isProtected } from "../../../src/swarm/core/protected.ts";
import { guardToolCalls } from "../../../src/swarm/opencode/guard-hook.ts";
import { judgedWrites } from "../../../src/swarm/opencode/judged-writes.ts";
import type { Project } from "../../../src/swarm/opencode/project.ts";
import { sessionViews } from "../../../src/swarm/opencode/session-views.ts";
import { treeQueue } from "../../../src/swarm/opencode/tree-queue.ts";
import { beginWrite, endWrite } from "../../../src/swarm/opencode/write-look.ts";

const CALL = { tool: "write", sessionID: "ses_a", callID: "call_1" };

/** A checkout with a folder `lib` of the user's, and the worktree of a running Worker who owns src/a. */
async function scene() {
  const top = await realpath(await mkdtemp(join(tmpdir(), "aegis-written-")));
  onTestFinished(() => rm(top, { recursive: true, force: true }));
  const worktrees = join(top, ".aegis/worktrees");
  const own = join(worktrees, "w01");
  await mkdir(join(own, "src/a/lane"), { recursive: true });
  await mkdir(join(top, "lib"));
  await writeFile(join(top, "lib/f.txt"), "the user's");
  const spec = { name: "a", scope: ["src/a/**"] };
  const worker = {
    spec,
    now: { status: "running" },
    home: { directory: own, sessionID: CALL.sessionID },
  };
  const refused: string[] = [];
  const submit = async ({ detail }: { detail: string }) => void refused.push(detail);
  const project = {
    swarm: {
      top,
      config: resolveConfig([]),
      run: { state: { phase: "MONITORING", workers: [worker] }, submit },
    },
    paths: writePaths({ top, worktrees, isProtected }),
    written: judgedWrites(),
    trees: treeQueue(),
    notes: { refused: () => undefined },
    sessions: sessionViews(),
    lease: { holder: () => undefined },
    secretOf: () => undefined,
  } as unknown as Project;
  const actor = { role: "worker", worker: "a" } as const;
  const begin = (filePath: string) =>
    beginWrite(project, { ...CALL, args: { filePath }, actor, directory: own });
  return { top, own, project, begin, end: () => endWrite(project, CALL), refused };
}

const FILE = "src/a/lane/f.txt";

test.each<[string, (own: string, top: string) => Promise<unknown>]>([
  [
    "its folder is now a link to the user's",
    async (own, top) => {
      await rename(join(own, "src/a/lane"), join(own, "src/a/hold"));
      await symlink(join(top, "lib"), join(own, "src/a/lane"));
    },
  ],
  ["it is now a link", (own, top) => symlink(join(top, "lib/f.txt"), join(own, FILE))],
  ["it is now a hard link", (own, top) => link(join(top, "lib/f.txt"), join(own, FILE))],
  ["it is now a pipe", (own) => execa("mkfifo", [join(own, FILE)])],
  ["it is now a link to itself", (own) => symlink("f.txt", join(own, FILE))],
])("a written file is looked at again: %s", async (_how, swap) => {
  const { top, own, begin, end, refused } = await scene();
  begin(FILE);
  await swap(own, top);
  await expect(end()).rejects.toThrow(
    /\[AEGIS OUT_OF_SCOPE\] src\/a\/lane\/f.txt is not the plain/,
  );
  expect(refused).toEqual([FILE]);
  // A call that has ended is not looked at again.
  await end();
});

test.each<[string, (own: string) => Promise<unknown>]>([
  ["written", (own) => writeFile(join(own, FILE), "x")],
  ["not there, because the tool deleted it or failed", async () => undefined],
  ["in a folder that the tool removed", (own) => rm(join(own, "src/a"), { recursive: true })],
])("a file that is %s is where it was judged (control)", async (_how, work) => {
  const { own, begin, end, refused } = await scene();
  begin(FILE);
  await work(own);
  await end();
  expect(refused).toEqual([]);
});

test.each([
  ["read", {}],
  ["write", { content: "x" }],
  ["edit", { oldString: "a", newString: "b" }],
])("%s refuses a pipe, which would make the tool wait", async (tool, more) => {
  const { own, project } = await scene();
  await execa("mkfifo", [join(own, FILE)]);
  const args = { filePath: FILE, ...more };
  await expect(guardToolCalls(project, own)({ ...CALL, tool }, { args })).rejects.toThrow(
    "[AEGIS NOT_A_FILE]",
  );
});
