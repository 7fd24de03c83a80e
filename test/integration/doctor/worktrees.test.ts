import { chmod } from "node:fs/promises";
import { expect, test } from "vitest";
import { command } from "../../../src/doctor/core/fix.ts";
import { checkWorktrees } from "../../../src/doctor/local/worktrees.ts";
import { type TempRepo, tempRepo } from "../../support/temp-repo.ts";

async function checked({ dir, env }: TempRepo, id: string) {
  const place = { cwd: dir, env, packageRoot: "", version: "0.0.0", openCodeRange: "*" };
  const results = await checkWorktrees(place, dir);
  for (const { status, why, fix } of results) {
    if (status === "ok") continue;
    expect(why?.ko).toBeTruthy();
    expect(fix).toBeTruthy();
  }
  return results.find((result) => result.id === id);
}

test("names a submodule that no worktree can get", async () => {
  const lib = await tempRepo({ files: { lib: "" } });
  const repo = await tempRepo({ files: { a: "" } });
  const allow = ["-c", "protocol.file.allow=always"];
  await repo.git(...allow, "submodule", "--quiet", "add", lib.dir, "lib");
  expect(await checked(repo, "git.submodules")).toMatchObject({ status: "ok" });
  await repo.git("update-index", "--cacheinfo", `160000,${"1".repeat(40)},lib`);
  expect(await checked(repo, "git.submodules")).toMatchObject({
    status: "error",
    what: { en: "lib" },
    fix: command(`git -C ${repo.dir} submodule update --init --checkout -- lib`),
  });
});

test("names a filter without its program and a file that cannot be read", async () => {
  const repo = await tempRepo({ files: { ".gitattributes": "*.bin filter=lfs\n", "t.bin": "" } });
  expect(await checked(repo, "git.filters")).toMatchObject({ status: "ok" });
  await repo.git("config", "filter.lfs.process", "no-lfs filter-process");
  expect(await checked(repo, "git.filters")).toMatchObject({
    status: "error",
    what: { en: "lfs: no-lfs" },
    details: ["t.bin"],
  });
  expect(await checked(repo, "git.readable")).toMatchObject({ status: "ok" });
  await repo.write("secret", "");
  await chmod(`${repo.dir}/secret`, 0);
  expect(await asMortal(repo, () => checked(repo, "git.readable"))).toMatchObject({
    status: "error",
    what: { en: "secret" },
    fix: command(`chmod u+r -- ${repo.dir}/secret`),
  });
});

/** Root may read everything: another user may not. */
async function asMortal<T>(repo: TempRepo, work: () => Promise<T>): Promise<T> {
  if (process.geteuid?.() !== 0) return work();
  await repo.write("../home/.gitconfig", "[safe]\n\tdirectory = *\n");
  await chmod(`${repo.dir}/..`, 0o755);
  process.seteuid?.(65_534);
  try {
    return await work();
  } finally {
    process.seteuid?.(0);
  }
}

test("names a folder through which QA would test the checkout", async () => {
  const repo = await tempRepo({ files: { ".gitignore": ".venv\n", "src/a.py": "" } });
  expect(await checked(repo, "git.links")).toMatchObject({ status: "ok" });
  await repo.write(".venv/lib/python3.11/site-packages/a.pth", `${repo.dir}/src\n`);
  expect(await checked(repo, "git.links")).toMatchObject({
    status: "error",
    what: { en: ".venv" },
    why: { en: expect.stringContaining("a.pth imports from src") },
  });
  await repo.write(".opencode/aegis.jsonc", '{ "worktree": { "link": ["node_modules"] } }');
  expect(await checked(repo, "git.links")).toMatchObject({ status: "ok" });
  await repo.write(".opencode/aegis.jsonc", '{ "worktree": { "lnk": [] } }');
  expect(await checked(repo, "git.links")).toMatchObject({
    status: "error",
    fix: { kind: "person", act: { en: expect.stringContaining("link") } },
  });
});
