import { chmod } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createGit } from "../../../src/git/create-git.ts";
import { type TempRepo, tempRepo } from "../../support/temp-repo.ts";

/** Root may read everything: this git may not. */
async function mortal({ write, dir, env }: TempRepo): Promise<Record<string, string>> {
  if (process.getuid?.() !== 0) return env;
  const rights = "-dac_override,-dac_read_search";
  const path = env["PATH"];
  const run = `exec env PATH="${path}" setpriv --bounding-set=${rights} --inh-caps=${rights} git "$@"`;
  await write("../bin/git", `#!/bin/sh\n${run}\n`);
  await chmod(join(dir, "../bin/git"), 0o755);
  return { ...env, PATH: `${join(dir, "../bin")}:${path}` };
}

test("a file that git may not read is named, with the way out", async () => {
  const repo = await tempRepo({ files: { "a b": "1\n" } });
  const git = createGit({ env: await mortal(repo) });
  await repo.write("a b", "2\n");
  await chmod(join(repo.dir, "a b"), 0);
  await expect(git.snapshot(repo.dir)).rejects.toMatchObject({
    code: "UNREADABLE_FILE",
    message: "Git may not read a b.",
    hint: expect.stringContaining('chmod u+r "a b"'),
  });
  await chmod(join(repo.dir, "a b"), 0o644);
  await git.snapshot(repo.dir);
});

const LFS = { "filter.lfs.required": "true", "filter.lfs.clean": "no-lfs clean -- %f" };
const ATTRIBUTES = { ".gitattributes": "*.bin filter=lfs\n" };

test.each([
  ["a process", { ...LFS, "filter.lfs.process": "no-lfs filter-process" }],
  ["a process that is not required", { "filter.lfs.process": "no-lfs filter-process" }],
  ["commands", { ...LFS, "filter.lfs.smudge": "no-lfs smudge -- %f" }],
])("a required filter whose program is missing is named: %s", async (_kind, config) => {
  const repo = await tempRepo({ files: ATTRIBUTES });
  const git = createGit({ env: repo.env });
  await repo.write("t.bin", "x");
  await repo.git("add", "t.bin");
  await repo.git("commit", "--quiet", "--message=bin");
  for (const [key, value] of Object.entries(config)) await repo.git("config", key, value);
  expect(await git.missingFilters(repo.dir)).toEqual([
    { filter: "lfs", program: "no-lfs", paths: ["t.bin"] },
  ]);
  const failure = {
    code: "FILTER_FAILED",
    message: expect.stringContaining("no-lfs"),
    hint: expect.stringContaining("PATH"),
  };
  // Whether git fails for a process that is not required depends on how soon the shell that misses it ends.
  const isRequired = "filter.lfs.required" in config;
  const named = async (work: Promise<unknown>) => {
    const error = await work.then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    if (isRequired || error !== undefined) expect(error).toMatchObject(failure);
  };
  await named(git.addWorktree(repo.dir, join(repo.dir, "../w"), "HEAD"));
  await repo.write("t.bin", "y");
  await named(git.snapshot(repo.dir));
});

test("a filter that is there, not required, or of no file is no obstacle", async () => {
  const config = { ...LFS, "filter.lfs.process": "no-lfs filter-process" };
  const unused = await tempRepo({ files: { a: "" }, config });
  expect(await createGit({ env: unused.env }).missingFilters(unused.dir)).toEqual([]);
  const files = { ...ATTRIBUTES, "t.bin": "x" };
  const loose = { "filter.lfs.clean": "no-lfs clean", "filter.lfs.required": "false" };
  const optional = await tempRepo({ files, config: loose });
  expect(await createGit({ env: optional.env }).missingFilters(optional.dir)).toEqual([]);
  const cat = {
    "filter.lfs.required": "true",
    "filter.lfs.clean": "cat",
    "filter.lfs.smudge": "cat",
  };
  const present = await tempRepo({ files, config: cat });
  expect(await createGit({ env: present.env }).missingFilters(present.dir)).toEqual([]);
});
