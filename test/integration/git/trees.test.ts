import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createGit } from "../../../src/git/create-git.ts";
import { tempRepo } from "../../support/temp-repo.ts";

test("lists changes by path, status and mode", async () => {
  const repo = await tempRepo({
    files: {
      same: "1\n",
      edited: "1\n",
      gone: "1\n",
      moved: "long enough to be a rename\n",
      run: "1\n",
      kind: "x",
    },
  });
  const git = createGit({ env: repo.env });
  await repo.write("edited", "2\n");
  await repo.delete("gone");
  await repo.git("mv", "moved", "mo\tved 한글");
  await chmod(join(repo.dir, "run"), 0o755);
  await repo.delete("kind");
  await repo.link("kind", "x");
  const { tree } = await git.snapshot(repo.dir);
  expect(await git.changes(repo.dir, "HEAD", tree)).toEqual([
    { path: "edited", status: "modified", mode: "100644" },
    { path: "gone", status: "deleted" },
    { path: "kind", status: "type-changed", mode: "120000" },
    { path: "mo\tved 한글", status: "added", mode: "100644" },
    { path: "moved", status: "deleted" },
    { path: "run", status: "modified", mode: "100755" },
  ]);
  expect(await git.changes(repo.dir, tree, tree)).toEqual([]);
});

test("lists files, all or below given paths taken literally", async () => {
  const files: Record<string, string> = { "a/b/c": "1\n", "a/bc": "2\n", "*": "3\n", ":x": "4\n" };
  const repo = await tempRepo({ files });
  const git = createGit({ env: repo.env });
  const names = async (paths?: string[]) => [...(await git.files(repo.dir, "HEAD", paths)).keys()];
  expect(await names()).toEqual(["*", ":x", "a/b/c", "a/bc"]);
  expect(await names([])).toEqual([]);
  expect(await names(["*", ":x"])).toEqual(["*", ":x"]);
  expect(await names(["a/b", "missing"])).toEqual(["a/b/c"]);
  const many = Array.from({ length: 3000 }, (_, i) => `missing/${i}/${"x".repeat(1000)}`);
  expect(await names([...many, "a/b/"])).toEqual(["a/b/c"]);
  expect((await git.files(join(repo.dir, "a"), "HEAD", ["*"])).get("*")).toEqual({
    oid: await repo.git("rev-parse", "HEAD:*"),
    mode: "100644",
  });
});

test("reads blobs byte for byte", async () => {
  const repo = await tempRepo();
  const git = createGit({ env: repo.env });
  const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
  await repo.write("bin\nary", bytes);
  const { tree } = await git.snapshot(repo.dir);
  expect(await git.blob(repo.dir, tree, "bin\nary")).toEqual(Buffer.from(bytes));
  expect(await git.blob(repo.dir, tree, "missing")).toBeUndefined();
});

test("writes patches that git applies, binary files included", async () => {
  const repo = await tempRepo({ files: { text: "1\n" }, config: { "diff.noprefix": "true" } });
  const git = createGit({ env: repo.env });
  await repo.write("text", "2\r\n");
  await repo.write("bin", Uint8Array.from([0, 255, 10, 13]));
  const { tree } = await git.snapshot(repo.dir);
  const file = join(repo.dir, "../swarm.patch");
  await writeFile(file, await git.patch(repo.dir, "HEAD", tree));
  await repo.git("stash", "--quiet", "--include-untracked");
  await repo.git("apply", file);
  expect(await git.snapshot(repo.dir)).toMatchObject({ tree });
  expect(await git.patch(repo.dir, tree, tree)).toEqual(Buffer.alloc(0));
});

test("resolves revisions and trees, and knows what it does not know", async () => {
  const repo = await tempRepo({ files: { a: "a\n" } });
  const git = createGit({ env: repo.env });
  await repo.git("tag", "-m", "annotated", "v1");
  const head = await repo.git("rev-parse", "HEAD");
  expect(await git.resolve(repo.dir, "v1")).toBe(head);
  expect(await git.treeOf(repo.dir, "v1")).toBe(await repo.git("rev-parse", "HEAD^{tree}"));
  for (const rev of ["missing", "--all", "", `${head}:a`]) {
    const unknown = { code: "UNKNOWN_REVISION" };
    await expect(git.resolve(repo.dir, rev)).rejects.toMatchObject(unknown);
  }
});

test("commits as Aegis or as the user, and moves nothing", async () => {
  const repo = await tempRepo({ files: { a: "a\n" } });
  const git = createGit({ env: repo.env });
  const head = await repo.git("rev-parse", "HEAD");
  const tree = await repo.git("rev-parse", "HEAD^{tree}");
  const message = "feat: 한글\n\n# not a comment\n";
  const request = { tree, parents: [head], message };
  const show = (commit: string) => repo.git("show", "-s", "--format=%an <%ae> %cn|%P|%B", commit);
  const own = await git.commitTree(repo.dir, request);
  expect(await show(own)).toBe(`Aegis <aegis@localhost> Aegis|${head}|${message}`);
  const users = await git.commitTree(repo.dir, { ...request, identity: "user" });
  expect(await show(users)).toBe(`Test User <test@example.com> Test User|${head}|${message}`);
  expect(await repo.git("rev-parse", "HEAD")).toBe(head);
});

test("does not invent an author", async () => {
  const repo = await tempRepo({ files: { a: "a\n" } });
  const git = createGit({ env: repo.env });
  await repo.git("config", "--unset", "user.email");
  const tree = await repo.git("rev-parse", "HEAD^{tree}");
  const request = { tree, parents: [], message: "m", identity: "user" } as const;
  await expect(git.commitTree(repo.dir, request)).rejects.toMatchObject({ code: "NO_IDENTITY" });
  await git.commitTree(repo.dir, { ...request, identity: "aegis" });
});

test("signs the user's commits when git is set to, and says when that fails", async () => {
  const repo = await tempRepo({ files: { a: "a\n" } });
  const git = createGit({ env: repo.env });
  const signer = join(repo.dir, "../bin/signer");
  await mkdir(join(signer, ".."));
  const script = `#!/bin/sh\ncat >/dev/null\necho '[GNUPG:] SIG_CREATED ' >&2\necho '-----BEGIN PGP SIGNATURE-----'\n`;
  await writeFile(signer, script, { mode: 0o755 });
  await repo.git("config", "commit.gpgsign", "yes");
  await repo.git("config", "gpg.program", signer);
  const tree = await repo.git("rev-parse", "HEAD^{tree}");
  const request = { tree, parents: [], message: "m" } as const;
  const raw = async (more: object) =>
    repo.git("cat-file", "commit", await git.commitTree(repo.dir, { ...request, ...more }));
  expect(await raw({ identity: "user" })).toContain("gpgsig");
  expect(await raw({ identity: "user", sign: false })).not.toContain("gpgsig");
  expect(await raw({})).not.toContain("gpgsig");
  await repo.git("config", "gpg.program", "false");
  await expect(raw({ identity: "user" })).rejects.toMatchObject({ code: "SIGNING_FAILED" });
});
