import { appendFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { expect, test } from "vitest";
import { isOccupied } from "../../../src/kit/is-there.ts";
import { watchTrees } from "../../../src/shell/compare/tree-watch.ts";
import { copyProject, git, runner, sharedProject } from "./guarded-project.ts";

const original = await sharedProject();
const SCOPE = "src/a/";

/** Ways in which a repository of the agent's could make our git run a program of the agent's. */
const PROGRAMS: Record<string, (nested: string, program: string) => Promise<void>> = {
  "a filter of its own configuration": async (nested, program) => {
    await git(nested, "config", "filter.evil.clean", program);
    await writeFile(join(nested, ".gitattributes"), "* filter=evil\n");
  },
  "a process filter": async (nested, program) => {
    await git(nested, "config", "filter.evil.process", program);
    await writeFile(join(nested, ".gitattributes"), "* filter=evil\n");
  },
  "a monitor of files": (nested, program) =>
    git(nested, "config", "core.fsmonitor", program).then(),
  "an included configuration": async (nested, program) => {
    await writeFile(join(nested, ".git/more"), `[core]\n\tfsmonitor = ${program}\n`);
    await git(nested, "config", "include.path", "more");
  },
};

async function nestedRepository(nested: string): Promise<void> {
  await mkdir(nested, { recursive: true });
  await git(nested, "init", "--quiet");
  await writeFile(join(nested, "file.txt"), "one\n");
  await git(nested, "add", ".");
  await git(nested, "commit", "--quiet", "-m", "nested");
}

test.each(Object.keys(PROGRAMS))(
  "%s in a repository that an agent makes does not run in our git",
  async (name) => {
    const project = await copyProject(original);
    const ran = join(project.root, "ran");
    const program = join(project.root, "program.sh");
    await writeFile(program, `#!/bin/sh\necho ran >> '${ran}'\nexit 1\n`, { mode: 0o755 });
    const nested = join(project.checkout, SCOPE, "n");
    const trees = {
      worktree: {
        dir: project.checkout,
        allowed: (path: string) => path.startsWith(SCOPE),
        exclude: [],
        rescue: false,
      },
      cache: new Map(),
    };
    // Two calls: the first makes the repository, the second touches a file in it.
    const first = await watchTrees(runner, trees);
    await nestedRepository(nested);
    await PROGRAMS[name]?.(nested, program);
    await first.settle();
    const second = await watchTrees(runner, trees);
    await appendFile(join(nested, "file.txt"), "two\n");
    await second.settle();
    await (await watchTrees(runner, trees)).settle();
    expect(await isOccupied(ran)).toBe(false);
    expect(await readFile(join(nested, "file.txt"), "utf8")).toBe("one\ntwo\n");
    // Control: git in the repository itself runs the program.
    await git(nested, "add", "--all").catch(() => undefined);
    expect(await isOccupied(ran)).toBe(true);
  },
);

test("what cannot be read, and a new repository outside the scope, count as changes", async () => {
  const project = await copyProject(original);
  const watch = await watchTrees(runner, {
    worktree: {
      dir: project.checkout,
      allowed: (path: string) => path.startsWith(SCOPE),
      exclude: [],
      rescue: false,
    },
  });
  await rm(join(project.checkout, "src/b.ts"));
  await execa("mkfifo", [join(project.checkout, "src/b.ts")]);
  await nestedRepository(join(project.checkout, "src/n"));
  await nestedRepository(join(project.checkout, SCOPE, "n"));
  const { worktree } = await watch.settle();
  expect(worktree.toSorted()).toEqual(["src/b.ts", "src/n"]);
  expect(await readFile(join(project.checkout, "src/b.ts"), "utf8")).toBe("b2\n");
  expect(await isOccupied(join(project.checkout, "src/n"))).toBe(false);
  expect(await isOccupied(join(project.checkout, SCOPE, "n/.git"))).toBe(true);
});
