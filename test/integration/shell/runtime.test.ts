import { mkdir, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { openDoor } from "../../../src/shell/door.ts";
import { IS_WHOLE } from "../../support/whole.ts";
import {
  addWorktree,
  agentShell,
  copyProject,
  sharedProject,
  writeFiles,
} from "./guarded-project.ts";
import { privateHome } from "./private-home.ts";
import { type RuntimeLayer, runtimeSandbox } from "./runtime-layer.ts";
import { shellUsers } from "./users.ts";

const found = await runtimeSandbox();
const original = await sharedProject();
const everyone = await shellUsers();
const users = IS_WHOLE ? everyone : everyone.slice(-1);
const isReady = found !== undefined;

function layer(): RuntimeLayer {
  if (!found) throw new Error("sandbox-runtime cannot be used here");
  return found;
}

describe.skipIf(!isReady).each(users)("a Worker's shell as %s", (_who, user) => {
  test("has its worktree, and nothing else for writing", async () => {
    const project = await copyProject(original);
    const [own, other] = [await addWorktree(project, "w01"), await addWorktree(project, "w02")];
    await writeFiles(own, { "[id]/page.ts": "page\n" });
    const before = await readdir(project.checkout);
    const lines = [
      "exec 2>/dev/null",
      "echo mine > mine && echo written",
      "cat '[id]/page.ts' src/b.ts",
      `cat ${other}/src/b.ts ${project.checkout}/tracked.txt`,
      `ls ${other} | grep src`,
      `echo x > ${other}/theirs; echo x > ${project.checkout}/out`,
      "git log -1 --format=%s 2>&1",
      'echo t > "$TMPDIR/t" && echo h > ~/h && cat "$TMPDIR/t" ~/h',
      "exit 7",
    ];
    const command = lines.join("\n");
    const call = { project, sandbox: layer(), command, cwd: own, readWrite: [own], ...user };
    const run = await agentShell(call);
    expect(run.output.split("\n")).toEqual([
      ...["written", "page", "b2", "b2", "one", "mine", "src", "second", "t", "h"],
    ]);
    expect(run.exitCode).toBe(7);
    expect(await readFile(join(own, "mine"), "utf8")).toBe("mine\n");
    expect(await readdir(other)).not.toContain("theirs");
    // The package makes what it protects and does not find; nothing of it may be left.
    expect(await readdir(project.checkout)).toEqual(before);
  });
});

describe.skipIf(!isReady)("a call", () => {
  test.each([
    [false, 0],
    [true, 1],
  ])("with network %s: a port of this machine gets %d visits", async (network, visits) => {
    const project = await copyProject(original);
    const door = await openDoor();
    const command = `(exec 3<>/dev/tcp/127.0.0.1/${door.port})`;
    const cwd = project.checkout;
    await agentShell({ project, sandbox: layer(), command, cwd, readWrite: [cwd], network });
    await door.close();
    expect(door.visits()).toBe(visits);
  });

  test.skipIf(!IS_WHOLE)(
    "without network reaches none of the package's own ports either",
    async () => {
      const project = await copyProject(original);
      const command = "cat /proc/net/tcp /proc/net/unix | grep -c . ; env | grep -ic _proxy=";
      const cwd = project.checkout;
      const run = await agentShell({ project, sandbox: layer(), command, cwd, readWrite: [cwd] });
      // Two heads of tables, and no variable.
      expect(run.output.split("\n")).toEqual(["2", "0"]);
    },
  );

  test("does not lose its link to the repository", async () => {
    const place = await privateHome({ sandbox: layer() });
    const lines = "echo x > .git; rm -f .git; mv .git g; git log -1 --format=%s";
    expect(await place.agent(`exec 2>/dev/null; ${lines}`)).toBe("init");
    expect(await readFile(join(place.worktree, ".git"), "utf8")).toContain("gitdir");
  });

  test("in a folder whose name is a pattern runs nothing", async () => {
    const project = await copyProject(original);
    const own = join(project.checkout, "[x]");
    await mkdir(own);
    const command = "echo ran";
    const run = await agentShell({
      ...{ project, sandbox: layer(), command, cwd: project.checkout, readWrite: [own] },
    });
    expect(run).toMatchObject({
      exitCode: 126,
      output: expect.stringContaining("nothing was run"),
    });
    expect(run.output).not.toContain("\nran");
  });

  test.skipIf(!IS_WHOLE)(
    "beside another one loses nothing of what it may and must not",
    async () => {
      const project = await copyProject(original);
      const trees = [await addWorktree(project, "w01"), await addWorktree(project, "w02")];
      const runs = await Promise.all(
        trees.map((own, at) => {
          const other = trees[1 - at];
          const command = `echo ${at} > mine; sleep 0.3; exec 2>/dev/null; echo x > ${other}/out; cat mine`;
          return agentShell({ project, sandbox: layer(), command, cwd: own, readWrite: [own] });
        }),
      );
      expect(runs.map(({ output }) => output)).toEqual(["0", "1"]);
      for (const tree of trees) expect(await readdir(tree)).not.toContain("out");
    },
  );

  test.skipIf(!IS_WHOLE)("ends with all its processes", async () => {
    const project = await copyProject(original);
    const cwd = project.checkout;
    const command = "(sleep 0.5; echo late > late) & disown; echo done";
    const call = { project, sandbox: layer(), command, cwd, readWrite: [cwd], callID: "left-over" };
    expect((await agentShell(call)).output).toBe("done");
    const again = await agentShell({ ...call, command: "sleep 1; ls late 2>/dev/null; echo none" });
    expect(again.output).toBe("none");
  });
});
