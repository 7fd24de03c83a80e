import { link, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { realTarget } from "../../../src/shell/real-path.ts";
import { writePaths } from "../../../src/shell/write-paths.ts";
import { isProtected } from "../../../src/swarm/core/protected.ts";

/** A checkout with worktrees w01, w02 and integration below it, and a folder beside it. */
async function scene() {
  const root = await realpath(await mkdtemp(join(tmpdir(), "aegis-paths-")));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  const top = join(root, "project");
  const worktrees = join(top, ".aegis/worktrees");
  const own = join(worktrees, "w01");
  for (const folder of [
    own,
    join(worktrees, "w02"),
    join(worktrees, "integration"),
    join(root, "other"),
  ])
    await mkdir(join(folder, "src/board/deep/er"), { recursive: true });
  await mkdir(join(top, "src"));
  const paths = writePaths({ top, worktrees, isProtected });
  return {
    root,
    top,
    own,
    worktrees,
    locate: (path: string, from = own) => paths.locate(path, from, own),
    asCommander: (path: string) => paths.locate(path, top, undefined),
    async at(path: string, content = ""): Promise<string> {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), content);
      return join(root, path);
    },
  };
}

describe("a Worker's path", () => {
  test.each([
    ["src/board/new.ts", "worktree", "src/board/new.ts"],
    ["./src/../src/board/new.ts", "worktree", "src/board/new.ts"],
    ["..foo/bar", "worktree", "..foo/bar"],
    ["../w02/src/a.ts", "outside", undefined],
    ["../integration/src/a.ts", "integration", "src/a.ts"],
    ["../../../src/a.ts", "checkout", "src/a.ts"],
    ["../../../../other/a.ts", "outside", undefined],
    ["/etc/passwd", "outside", "/etc/passwd"],
    ["src/\u1112\u1161\u11ab.ts", "worktree", "src/\ud55c.ts"],
  ])("%s lies in the %s", async (path, where, relative) => {
    const { locate } = await scene();
    const target = locate(path);
    expect(target.where).toBe(where);
    if (relative !== undefined) expect(target.path).toBe(relative);
    expect(target).toMatchObject({ protected: false, hardLinked: false });
  });

  test("its worktree itself is no file in it", async () => {
    const { locate, own } = await scene();
    expect(locate(own).where).toBe("outside");
  });
});

describe("without a worktree of one's own", () => {
  test("the checkout, the integration worktree and the rest are told apart", async () => {
    const { asCommander } = await scene();
    expect(asCommander("src/a.ts")).toMatchObject({ where: "checkout", path: "src/a.ts" });
    expect(asCommander(".aegis/worktrees/integration/src/a.ts")).toMatchObject({
      where: "integration",
      path: "src/a.ts",
    });
    expect(asCommander(".aegis/worktrees/w01/src/a.ts").where).toBe("outside");
    expect(asCommander("../other/a.ts").where).toBe("outside");
  });
});

describe("protected names", () => {
  const NAMES = [".git/config", ".GIT/hooks/x", "src/.git/config", ".opencode/agents/worker.md"];
  const MORE = [".OpenCode/x", ".aegis/runs/x.jsonl", "opencode.json", "OpenCode.JSONC"];
  test.each([...NAMES, ...MORE])("%s, in the checkout and in a worktree", async (path) => {
    const { locate, asCommander } = await scene();
    expect(locate(path).protected).toBe(true);
    expect(asCommander(path).protected).toBe(true);
  });

  test.each(["src/git/config", ".gitignore", ".github/ci.yml", "src/opencode.ts", "aegis/x"])(
    "%s is an ordinary one",
    async (path) => {
      const { locate } = await scene();
      expect(locate(path).protected).toBe(false);
    },
  );

  test("through a link as well, and in another repository", async () => {
    const { locate, own, top, root } = await scene();
    await symlink(join(top, ".aegis"), join(own, "state"));
    expect(locate("state/runs/x.jsonl").protected).toBe(true);
    expect(locate(join(root, "other/.git/config")).protected).toBe(true);
  });
});

describe("links are followed before anything is compared", () => {
  test("a linked folder, a linked file, a chain of links", async () => {
    const { locate, own, root, at } = await scene();
    const secret = await at("other/secret.txt");
    await symlink(join(root, "other"), join(own, "src/board/out"));
    await symlink(secret, join(own, "src/board/file"));
    await symlink("file", join(own, "src/board/chain"));
    for (const path of ["src/board/out/new.ts", "src/board/file", "src/board/chain"])
      expect(locate(path), path).toMatchObject({ where: "outside" });
    expect(locate("src/board/chain").path).toBe(secret);
  });

  test("a dangling link leads where a write would make the file", async () => {
    const { locate, own, root } = await scene();
    await symlink(join(root, "other/not-yet"), join(own, "src/board/absolute"));
    await symlink("../../../../../src/not-yet", join(own, "src/board/relative"));
    await symlink("../not-yet/deeper.ts", join(own, "src/board/inside"));
    expect(locate("src/board/absolute").where).toBe("outside");
    expect(locate("src/board/relative")).toMatchObject({ where: "checkout", path: "src/not-yet" });
    expect(locate("src/board/inside").path).toBe("src/not-yet/deeper.ts");
  });

  test("a dangling link in a linked folder counts from where that folder really is", async () => {
    const { locate, own } = await scene();
    // Seen from the way there it would be src/board/deep/shared/new.ts, in scope.
    await symlink("../shared/new.ts", join(own, "src/board/escape"));
    await symlink("../..", join(own, "src/board/deep/er/up"));
    expect(locate("src/board/deep/er/up/escape").path).toBe("src/shared/new.ts");
  });

  test("an inner link stays inside", async () => {
    const { locate, own } = await scene();
    await symlink("board", join(own, "src/alias"));
    expect(locate("src/alias/x.ts")).toMatchObject({ where: "worktree", path: "src/board/x.ts" });
  });

  test("/proc/self/root is the root it leads to", async () => {
    const { locate, own, top } = await scene();
    expect(locate(`/proc/self/root${top}/src/a.ts`).where).toBe("checkout");
    expect(locate("/proc/self/root/etc/passwd")).toMatchObject({
      ...{ where: "outside", path: "/etc/passwd" },
    });
    expect(locate(`/proc/self/root${own}/.git`).protected).toBe(true);
    await symlink("/proc/self/root", join(own, "src/root"));
    expect(locate(`src/root${top}/src/a.ts`).where).toBe("checkout");
  });

  test("a circle of links is an error, not a place", async () => {
    const { own } = await scene();
    await symlink("b", join(own, "a"));
    await symlink("a", join(own, "b"));
    expect(() => realTarget(join(own, "a/x"))).toThrow();
  });
});

describe("a file with a second name", () => {
  test("is told, also through a link to it; a new file and a folder are not", async () => {
    const { locate, own, at } = await scene();
    await link(await at("other/shared.txt"), join(own, "src/board/twin"));
    await symlink("twin", join(own, "src/board/to-twin"));
    expect(locate("src/board/twin").hardLinked).toBe(true);
    expect(locate("src/board/to-twin").hardLinked).toBe(true);
    expect(locate("src/board/new").hardLinked).toBe(false);
    expect(locate("src/board/deep").hardLinked).toBe(false);
  });
});
