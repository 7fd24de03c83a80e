import { chmod, copyFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { watchTrees } from "../../../src/shell/compare/tree-watch.ts";
import { copyProject, runner, sharedProject, userShell } from "./guarded-project.ts";

const SCOPE = "src/a/";
const original = await sharedProject();

/** The project with a program of the user's that has a setuid bit. */
async function scene() {
  const project = await copyProject(original);
  const { checkout } = project;
  const users = join(checkout, "users-tool");
  await copyFile("/bin/true", users);
  await chmod(users, 0o4755);
  const trees = {
    worktree: {
      dir: checkout,
      allowed: (path: string) => path.startsWith(SCOPE),
      exclude: [],
      rescue: false,
    },
    gitDir: project.gitDir,
  };
  const watch = async () => watchTrees(runner, trees);
  return {
    project,
    users,
    watch,
    modeOf: async (path: string) => (await stat(path)).mode & 0o7777,
  };
}

const nextSecond = async (path: string) => Math.floor((await stat(path)).ctimeMs / 1000) + 1;

test.each([
  ["u+s", 0o755],
  ["g+s", 0o755],
  ["ug+s,o+w", 0o757],
])(
  "%s of a new program in scope is taken off, and the rest of its mode stays",
  async (bits, mode) => {
    const { project, watch, modeOf } = await scene();
    const { settle } = await watch();
    const path = `${SCOPE}tool`;
    await userShell(
      project,
      project.checkout,
      `cp /bin/true ${path}; chmod 755 ${path}; chmod ${bits} ${path}`,
    );
    expect((await settle()).stripped).toEqual([path]);
    expect(await modeOf(join(project.checkout, path))).toBe(mode);
  },
);

test("a bit on a file that was there before is taken off, also at the next call", async () => {
  const { project, watch, modeOf } = await scene();
  const path = join(project.checkout, SCOPE, "tool");
  await writeFile(path, "#!/bin/sh\n", { mode: 0o755 });
  for (const _each of [1, 2]) {
    const { settle } = await watch();
    // Git keeps a file's times in whole seconds.
    await expect
      .poll(() => Date.now() / 1000, { timeout: 5000 })
      .toBeGreaterThan(await nextSecond(path));
    await chmod(path, 0o6755);
    expect((await settle()).stripped).toEqual([`${SCOPE}tool`]);
    expect(await modeOf(path)).toBe(0o755);
  }
});

test("a bit of the user's own program stays if no call touches it (control)", async () => {
  const { project, users, watch, modeOf } = await scene();
  const { settle } = await watch();
  await userShell(project, project.checkout, `echo x > ${SCOPE}x.txt`);
  expect((await settle()).stripped).toEqual([]);
  expect(await modeOf(users)).toBe(0o4755);
});

test("a file outside the scope goes whole", async () => {
  const { project, watch } = await scene();
  const { settle } = await watch();
  const outside = join(project.checkout, "elsewhere");
  await copyFile("/bin/true", outside);
  await chmod(outside, 0o4755);
  expect(await settle()).toMatchObject({ worktree: ["elsewhere"], stripped: [] });
});
